package remedy

import (
	"strings"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/usage"
)

// WindowWish is what an argument of a call may bring, of a key in a called module whose deletion window is too short.
func WindowWish(s *lint.Snapshot, k *s3.Key, days string) *lint.Wish {
	return wish(s, k.Instance, "deletion_window_in_days", days, func() error { return nil })
}

// RotationWish is the same of a key that isn't rotated.
func RotationWish(s *lint.Snapshot, k *s3.Key) *lint.Wish {
	return wish(s, k.Instance, "enable_key_rotation", "true", func() error { return rotatable(k) })
}

// PeriodWish is the same of a key that isn't rotated within so many days.
func PeriodWish(s *lint.Snapshot, k *s3.Key, days string) *lint.Wish {
	return wish(s, k.Instance, "rotation_period_in_days", days, func() error { return rotatable(k) })
}

// BucketKeyWish is the same of a configuration without a bucket key.
func BucketKeyWish(s *lint.Snapshot, d *s3.Default) *lint.Wish {
	return wish(s, d.Encryption.Instance, "bucket_key_enabled", "true", func() error { return mayEnableBucketKey(s, d) })
}

func wish(s *lint.Snapshot, of *terraform.Instance, argument, value string, check func() error) *lint.Wish {
	return &lint.Wish{Argument: argument, Value: value, Check: func(h terraform.Handing, _ *lint.Doubts) error {
		if err := check(); err != nil {
			return err
		}
		return servesAlone(s, h, func(use usage.Use) bool { return serves(use, of.Resource.Address.Type, argument) })
	}}
}

// servesAlone fails unless what a call hands to its module serves nothing there but what may be: a number of days may be that of a
// retention as well.
func servesAlone(s *lint.Snapshot, h terraform.Handing, may func(usage.Use) bool) error {
	u := usersIn.Of(s)
	root := u.modules.root
	files, loaded := root.files.Called(h.Call.Name)
	if !loaded || files.WellKnown() {
		return whyCalledModule.Refuse("the files of module.%s aren't loaded", h.Call.Name)
	}
	inner := u.modules.calledBy(root, "module."+h.Call.Name, files)
	if len(inner.scope.Index.OfType(usage.JSON)) > 0 {
		return whyCalledModule.Refuse("module.%s has files in JSON", h.Call.Name)
	}
	w := newWalk(u.modules, func(*usage.Block) bool { return false }, func(usage.Use) bool { return false })
	for _, f := range w.ofInput(inner, h.Name, h.Top) {
		if !may(f.use) {
			return whyCalledModule.Refuse("%s in %s uses %s as well", f.use.By.Address, files.Dir(), h.Name)
		}
	}
	return nil
}

// serves reports whether a use of an input is of no consequence but for an argument of resources of a type: it is that argument,
// decides whether the resource is there, which evaluation sees, or is a condition on the variable.
func serves(use usage.Use, typ, argument string) bool {
	switch use.By.Type {
	case usage.Local, "variable":
		return true // what uses them in turn is looked at
	case "aws_s3_bucket_server_side_encryption_configuration":
		return typ == use.By.Type // nothing in it is left out of evaluation
	}
	kin := use.By.Type == typ || strings.HasPrefix(typ, "aws_kms_") && strings.HasPrefix(use.By.Type, "aws_kms_")
	return kin && (use.In == argument || use.In == "count")
}
