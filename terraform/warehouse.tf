locals {
  _uses_warehouse = length(var.warehouse.datasets) > 0
  datasets        = local._cloud ? var.warehouse.datasets : []
}

resource "google_bigquery_dataset" "this" {
  for_each = toset(local.datasets)

  dataset_id                 = each.key
  project                    = var.project
  location                   = coalesce(var.warehouse.location, var.region)
  description                = "Headrace: loaded from the lake"
  labels                     = local.labels
  delete_contents_on_destroy = var.allow_data_loss

  dynamic "default_encryption_configuration" {
    for_each = var.kms_key == null ? [] : [var.kms_key]
    content {
      kms_key_name = default_encryption_configuration.value
    }
  }

  depends_on = [time_sleep.apis, google_kms_crypto_key_iam_member.bigquery]
}
