package s3

// Concerns returns the buckets that the rule is surely for.
func (d *Default) Concerns() []*Bucket { return d.Encryption.Buckets }

// Concerns returns the bucket to which the object is surely uploaded.
func (o *Object) Concerns() []*Bucket {
	if o.Bucket == nil {
		return nil
	}
	return []*Bucket{o.Bucket}
}

// Policy returns the policy of the key, nil where it has none here, or may have another one.
func (k *Key) Policy() *KeyPolicy { return k.inventory.KeyPolicy(k) }
