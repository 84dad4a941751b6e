# does not support resource type "google_storage_buckets"
terraform {
  required_providers {
    google = {
      source = "hashicorp/google"
    }
  }
}

resource "google_storage_buckets" "this" {
  name = "acme-lake"
}
