#!/usr/bin/env bash
# Prints the commits of the releases of the modules in the table, for people who pin a module by commit:
#   internal/s3/known/releases.sh FOLDER > internal/s3/known/releases.txt
# FOLDER has a clone of each repository, with its tags, as OWNER/NAME.
set -euo pipefail
export LC_ALL=C
for repository in terraform-aws-modules/terraform-aws-s3-bucket terraform-aws-modules/terraform-aws-kms cloudposse/terraform-aws-s3-bucket cloudposse/terraform-aws-kms-key cloudposse/terraform-null-label terraform-aws-modules/terraform-aws-alb; do
  # A tag with a message is an object of its own: what follows with ^{} is the commit.
  git -C "$1/$repository" show-ref --tags --dereference |
    awk -v repository="$repository" '
      { dereferenced = sub(/\^\{\}$/, "", $2); sub(/^refs\/tags\/v?/, "", $2) }
      $2 ~ /^[0-9]+\.[0-9]+\.[0-9]+$/ && (dereferenced || !($2 in commit)) { commit[$2] = $1 }
      END { for (v in commit) print repository, v, commit[v] }' |
    sort -k2,2V
done
