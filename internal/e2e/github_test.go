package e2e

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/project"
)

const (
	apiHost     = "api.github.com"
	storageHost = "objects.githubusercontent.com" // where GitHub redirects downloads to
)

// newGitHub returns a setting in which github.com is a server of ours that has one release, with the tag of
// project.Version, in the repository of .goreleaser.yml. The plugins folder is empty. Tflint reaches the server by a
// proxy that leads there whatever host is asked for, and trusts its certificate and no other.
func newGitHub(t *testing.T, r *release) setting {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("only on Linux the environment says which certificates a Go program trusts")
	}
	certificate, file := newCertificate(t)
	server := httptest.NewUnstartedServer(releaseHandler(t, r))
	server.TLS = &tls.Config{Certificates: []tls.Certificate{certificate}}
	server.StartTLS()
	t.Cleanup(server.Close)
	proxy := httptest.NewServer(tunnelTo(t, server.Listener.Addr().String()))
	t.Cleanup(proxy.Close)
	return setting{
		plugins: t.TempDir(),
		env:     []string{"HTTPS_PROXY=" + proxy.URL, "SSL_CERT_FILE=" + file, "SSL_CERT_DIR=" + filepath.Dir(file)},
	}
}

// releaseHandler answers as GitHub does. A request for anything else than the release, by whoever, fails the test.
func releaseHandler(t *testing.T, r *release) http.Handler {
	names := make([]string, 0, len(r.files))
	for name := range r.files {
		names = append(names, name)
	}
	slices.Sort(names)
	repo := apiHost + "/repos/" + r.config.Release.GitHub.Owner + "/" + r.config.Release.GitHub.Name

	mux := http.NewServeMux()
	mux.HandleFunc("GET "+repo+"/releases/tags/v"+project.Version, func(w http.ResponseWriter, _ *http.Request) {
		type asset struct {
			ID   int    `json:"id"`
			Name string `json:"name"`
		}
		var assets []asset
		for id, name := range names {
			assets = append(assets, asset{id, name})
		}
		answer := map[string]any{"tag_name": "v" + project.Version, "assets": assets}
		if err := json.NewEncoder(w).Encode(answer); err != nil {
			t.Error(err)
		}
	})
	mux.HandleFunc("GET "+repo+"/releases/assets/{id}", func(w http.ResponseWriter, req *http.Request) {
		id, err := strconv.Atoi(req.PathValue("id"))
		if err != nil || id < 0 || id >= len(names) || req.Header.Get("Accept") != "application/octet-stream" {
			t.Errorf("unexpected request for asset %s, Accept %q", req.PathValue("id"), req.Header.Get("Accept"))
		} else {
			http.Redirect(w, req, "https://"+storageHost+"/"+names[id], http.StatusFound)
		}
	})
	mux.HandleFunc("GET "+storageHost+"/{name}", func(w http.ResponseWriter, req *http.Request) {
		if _, err := w.Write(r.files[req.PathValue("name")]); err != nil {
			t.Error(err)
		}
	})
	// Whether the repository is private: some versions want to know it first.
	mux.HandleFunc("GET "+repo, func(w http.ResponseWriter, _ *http.Request) {
		if _, err := io.WriteString(w, `{"private": false}`); err != nil {
			t.Error(err)
		}
	})
	// What Sigstore attests can't be made up: there is none, as for private repositories.
	mux.HandleFunc("GET "+repo+"/attestations/{digest}", http.NotFound)
	mux.HandleFunc("/", func(w http.ResponseWriter, req *http.Request) {
		t.Errorf("tflint asked for %s %s%s", req.Method, req.Host, req.URL)
		http.NotFound(w, req)
	})
	return mux
}

// newCertificate returns a certificate for the hosts, which is its own authority, and a file with it in an otherwise empty
// folder.
func newCertificate(t *testing.T) (tls.Certificate, string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	description := &x509.Certificate{
		SerialNumber:          big.NewInt(1),
		NotAfter:              time.Now().AddDate(1, 0, 0),
		IsCA:                  true,
		BasicConstraintsValid: true,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		DNSNames:              []string{apiHost, storageHost},
	}
	der, err := x509.CreateCertificate(rand.Reader, description, description, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "ca.pem")
	write(t, file, string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})))
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, file
}

// tunnelTo returns a proxy that takes every CONNECT to one address.
func tunnelTo(t *testing.T, address string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if req.Method != http.MethodConnect {
			t.Errorf("the proxy was asked to %s %s", req.Method, req.URL)
			return
		}
		upstream, err := net.Dial("tcp", address)
		if err != nil {
			t.Error(err)
			return
		}
		defer upstream.Close()
		client, buffered, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer client.Close()
		if _, err := fmt.Fprint(client, "HTTP/1.1 200 Connection established\r\n\r\n"); err != nil {
			return // tflint has gone
		}
		join(client, buffered.Reader, upstream)
	})
}

// join copies both ways until either side ends. How a connection ends tells nothing: tflint just drops it.
func join(client net.Conn, fromClient *bufio.Reader, upstream net.Conn) {
	var done sync.WaitGroup
	done.Go(func() {
		_, _ = io.Copy(upstream, fromClient)
		upstream.Close()
	})
	_, _ = io.Copy(client, upstream)
	client.Close()
	done.Wait()
}
