package e2e

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/sourcegraph/go-lsp"
	"github.com/sourcegraph/jsonrpc2"
)

// TestLanguageServer edits a file as an editor would, without saving it: the finding goes when the text is mended, and
// comes back.
func TestLanguageServer(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	configure(t, dir, "")
	name := filepath.Join(dir, "main.tf")
	write(t, name, shortWindow)
	e := openEditor(t, dir, "--only=kms_key_deletion_window")

	want := []lsp.Diagnostic{{
		Range: lsp.Range{
			Start: lsp.Position{Line: 1, Character: 28},
			End:   lsp.Position{Line: 1, Character: 29},
		},
		Severity: lsp.Information,
		Message: "aws_kms_key.this has a deletion window of 7 days, not 30 or more, so a mistaken deletion can be cancelled" +
			" for 7 days only (SEC08-BP01)",
	}}
	document := lsp.TextDocumentItem{URI: fileURI(name), LanguageID: "terraform", Text: shortWindow}
	e.sees(t, "opened", want, "textDocument/didOpen", lsp.DidOpenTextDocumentParams{TextDocument: document})
	e.sees(t, "mended", nil, "textDocument/didChange", change(name, strings.Replace(shortWindow, "= 7", "= 30", 1)))
	e.sees(t, "as before", want, "textDocument/didChange", change(name, shortWindow))
	e.close(t)
}

// An editor is a client of a language server that remembers what it was told last.
type editor struct {
	conn        *jsonrpc2.Conn
	diagnostics map[string][]lsp.Diagnostic // by file name
	ended       func() error                // waits for the server to end
}

// openEditor starts a language server in dir and initializes it.
func openEditor(t *testing.T, dir string, args ...string) *editor {
	t.Helper()
	cmd, home := setting{plugins: pluginDir}.command(t, dir, append([]string{"--langserver"}, args...)...)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	e := &editor{diagnostics: map[string][]lsp.Diagnostic{}}
	e.ended = func() error {
		err := cmd.Wait()
		checkHome(t, home)
		return err
	}
	stream := jsonrpc2.NewBufferedStream(pipes{out, in}, jsonrpc2.VSCodeObjectCodec{})
	e.conn = jsonrpc2.NewConn(t.Context(), stream, jsonrpc2.HandlerWithError(e.handle))
	if err := e.conn.Call(t.Context(), "initialize", lsp.InitializeParams{RootURI: fileURI(dir)}, nil); err != nil {
		t.Fatalf("initialize: %v", err)
	}
	return e
}

// handle takes what the server tells of its own accord.
func (e *editor) handle(_ context.Context, _ *jsonrpc2.Conn, req *jsonrpc2.Request) (any, error) {
	var published lsp.PublishDiagnosticsParams
	if req.Method != "textDocument/publishDiagnostics" || req.Params == nil {
		return nil, fmt.Errorf("unexpected %s", req.Method)
	}
	if err := json.Unmarshal(*req.Params, &published); err != nil {
		return nil, err
	}
	e.diagnostics[path.Base(string(published.URI))] = published.Diagnostics
	return nil, nil
}

// sees sends a notification and checks what the editor shows for main.tf when the server is through with it.
func (e *editor) sees(t *testing.T, when string, want []lsp.Diagnostic, method string, params any) {
	t.Helper()
	delete(e.diagnostics, "main.tf")
	if err := e.conn.Notify(t.Context(), method, params); err != nil {
		t.Fatalf("%s: %v", when, err)
	}
	// The server answers in order. This request it doesn't know, but the answer comes after what the notification led to.
	var refused *jsonrpc2.Error
	if err := e.conn.Call(t.Context(), "test/done", nil, nil); !errors.As(err, &refused) {
		t.Fatalf("%s: the server has ended: %v", when, err)
	}
	got, published := e.diagnostics["main.tf"]
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" || !published {
		t.Errorf("%s: published %t; diagnostics (-want +got):\n%s", when, published, diff)
	}
}

// close ends the session in the way of the protocol.
func (e *editor) close(t *testing.T) {
	t.Helper()
	if err := e.conn.Call(t.Context(), "shutdown", nil, nil); err != nil {
		t.Errorf("shutdown: %v", err)
	}
	if err := e.conn.Notify(t.Context(), "exit", nil); err != nil {
		t.Errorf("exit: %v", err)
	}
	<-e.conn.DisconnectNotify()
	if err := e.ended(); err != nil {
		t.Errorf("the server ended with %v", err)
	}
}

// change is a new text of a file that isn't saved.
func change(name, text string) lsp.DidChangeTextDocumentParams {
	return lsp.DidChangeTextDocumentParams{
		TextDocument: lsp.VersionedTextDocumentIdentifier{
			TextDocumentIdentifier: lsp.TextDocumentIdentifier{URI: fileURI(name)},
		},
		ContentChanges: []lsp.TextDocumentContentChangeEvent{{Text: text}},
	}
}

func fileURI(name string) lsp.DocumentURI {
	return lsp.DocumentURI("file:///" + strings.TrimPrefix(filepath.ToSlash(name), "/"))
}

// Pipes are a process's standard output and input.
type pipes struct {
	io.ReadCloser
	in io.WriteCloser
}

func (p pipes) Write(b []byte) (int, error) { return p.in.Write(b) }

func (p pipes) Close() error { return errors.Join(p.in.Close(), p.ReadCloser.Close()) }
