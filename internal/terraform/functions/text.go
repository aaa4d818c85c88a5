package functions

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"unicode/utf8"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/ianaindex"
)

// stringFunc makes a function of one string.
func stringFunc(description string, f func(string) (string, error)) function.Function {
	return function.New(&function.Spec{
		Description: description,
		Params:      []function.Parameter{{Name: "str", Type: cty.String}},
		Type:        function.StaticReturnType(cty.String),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			s, err := f(args[0].AsString())
			if err != nil {
				return cty.DynamicVal, function.NewArgError(0, err)
			}
			return cty.StringVal(s), nil
		},
	})
}

// base64decodeFunc isn't the one of go-cty-funcs because that logs what it can't decode.
var base64decodeFunc = stringFunc("Decodes a Base64 string.", func(s string) (string, error) {
	b, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		return "", textError("the string isn't valid Base64")
	}
	if !utf8.Valid(b) {
		return "", textError("the decoded string isn't valid UTF-8")
	}
	return string(b), nil
})

// base64gzipFunc compresses as Terraform does. The bytes may differ between
// versions of Go, so that only their being there is sure.
var base64gzipFunc = stringFunc("Compresses a string with gzip and encodes it with Base64.", func(s string) (string, error) {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write([]byte(s)); err != nil {
		return "", err
	}
	if err := w.Flush(); err != nil {
		return "", err
	}
	if err := w.Close(); err != nil {
		return "", err
	}
	return base64.StdEncoding.EncodeToString(b.Bytes()), nil
})

var (
	textencodebase64Func = textFunc("Encodes a string in a character encoding and then with Base64.", func(e encoding.Encoding, s string) (string, error) {
		b, err := e.NewEncoder().Bytes([]byte(s))
		return base64.StdEncoding.EncodeToString(b), err
	})
	textdecodebase64Func = textFunc("Decodes a Base64 string whose bytes are in a character encoding.", func(e encoding.Encoding, s string) (string, error) {
		b, err := base64.StdEncoding.DecodeString(s)
		if err != nil {
			return "", textError("the string isn't valid Base64")
		}
		b, err = e.NewDecoder().Bytes(b)
		return string(b), err
	})
)

func textFunc(description string, f func(encoding.Encoding, string) (string, error)) function.Function {
	return function.New(&function.Spec{
		Description: description,
		Params:      []function.Parameter{{Name: "string", Type: cty.String}, {Name: "encoding", Type: cty.String}},
		Type:        function.StaticReturnType(cty.String),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			e, err := ianaindex.IANA.Encoding(args[1].AsString())
			if err != nil || e == nil {
				return cty.DynamicVal, function.NewArgErrorf(1, "%q is not a supported IANA encoding name or alias", args[1].AsString())
			}
			s, err := f(e, args[0].AsString())
			if err != nil {
				return cty.DynamicVal, function.NewArgErrorf(0, "the string can't be represented in %s: %w", args[1].AsString(), err)
			}
			return cty.StringVal(s), nil
		},
	})
}

// textError is an error that is only its text.
type textError string

func (e textError) Error() string { return string(e) }
