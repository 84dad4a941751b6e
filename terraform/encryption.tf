# With a key of one's own, the services that write must be allowed to use it first.

locals {
  _encrypted = local._cloud && var.kms_key != null
}

resource "google_kms_crypto_key_iam_member" "storage" {
  count = local._encrypted ? 1 : 0

  crypto_key_id = var.kms_key
  role          = "roles/cloudkms.cryptoKeyEncrypterDecrypter"
  member        = local._storage_agent

  depends_on = [data.google_storage_project_service_account.this]
}

resource "google_kms_crypto_key_iam_member" "functions" {
  for_each = local._encrypted ? toset(["gcf-admin-robot", "gcp-sa-artifactregistry", "serverless-robot-prod"]) : toset([])

  crypto_key_id = var.kms_key
  role          = "roles/cloudkms.cryptoKeyEncrypterDecrypter"
  member        = "serviceAccount:service-${data.google_project.this[0].number}@${each.key}.iam.gserviceaccount.com"
}

resource "google_kms_crypto_key_iam_member" "bigquery" {
  count = local._encrypted && local._uses_warehouse ? 1 : 0

  crypto_key_id = var.kms_key
  role          = "roles/cloudkms.cryptoKeyEncrypterDecrypter"
  member        = "serviceAccount:bq-${data.google_project.this[0].number}@bigquery-encryption.iam.gserviceaccount.com"
}

# Functions with a key are built into a repository with the same key.
resource "google_artifact_registry_repository" "functions" {
  count = local._encrypted ? 1 : 0

  project       = var.project
  location      = var.region
  repository_id = "${var.name}-functions"
  description   = "Headrace: images of the functions"
  format        = "DOCKER"
  kms_key_name  = var.kms_key
  labels        = local.labels

  depends_on = [google_kms_crypto_key_iam_member.functions, time_sleep.apis]
}
