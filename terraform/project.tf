locals {
  _apis = toset(local._cloud ? concat([
    "artifactregistry.googleapis.com",
    "cloudbuild.googleapis.com",
    "cloudfunctions.googleapis.com",
    "cloudresourcemanager.googleapis.com",
    "cloudscheduler.googleapis.com",
    "compute.googleapis.com",
    "dataproc.googleapis.com",
    "dataprocrm.googleapis.com",
    "iam.googleapis.com",
    "logging.googleapis.com",
    "monitoring.googleapis.com",
    "pubsub.googleapis.com",
    "run.googleapis.com",
    "storage.googleapis.com",
    ],
    local._uses_warehouse ? ["bigquery.googleapis.com"] : [],
    var.kms_key == null ? [] : ["cloudkms.googleapis.com"],
    var.budget == null ? [] : ["billingbudgets.googleapis.com"],
  ) : [])
}

resource "google_project_service" "this" {
  for_each = local._apis

  project = var.project
  service = each.key
  # Others in the project may use it.
  disable_on_destroy = false
}

# An API answers "has not been used" for a minute or two after it was enabled.
resource "time_sleep" "apis" {
  count = local._cloud ? 1 : 0

  create_duration = "90s"
  triggers        = { for api in local._apis : api => google_project_service.this[api].id }
}

data "google_project" "this" {
  count = local._cloud ? 1 : 0

  project_id = var.project
}

locals {
  # Written out, and not read from a data source: what is read after an apply began is unknown at plan,
  # and would replace every grant that names it.
  _storage_agent = local._cloud ? "serviceAccount:service-${data.google_project.this[0].number}@gs-project-accounts.iam.gserviceaccount.com" : null
  _pubsub_agent  = local._cloud ? "serviceAccount:service-${data.google_project.this[0].number}@gcp-sa-pubsub.iam.gserviceaccount.com" : null
}

# Being asked for it makes Cloud Storage's own account where there is none yet: it publishes events.
data "google_storage_project_service_account" "this" {
  count = local._cloud ? 1 : 0

  project    = var.project
  depends_on = [time_sleep.apis]
}
