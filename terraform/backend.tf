# Where the state is kept: envs/*.backend.hcl says it. bootstrap/ makes the bucket. Tests and the local
# cloud leave this file out and keep their state in a file.
terraform {
  backend "gcs" {}
}
