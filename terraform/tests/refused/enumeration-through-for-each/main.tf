# service_config.ingress_settings is "ALLOW_NOBODY"
terraform {
  required_providers {
    google = {
      source = "hashicorp/google"
    }
  }
}

resource "google_cloudfunctions2_function" "this" {
  for_each = { one = "ALLOW_NOBODY" }

  name     = each.key
  location = "europe-west1"

  service_config {
    ingress_settings = each.value
  }
}
