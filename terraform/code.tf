# What the package holds. Names carry the content's hash: nothing is overwritten, and what changed is
# known by its name.

resource "google_storage_bucket_object" "package" {
  for_each = local.data_objects

  bucket       = google_storage_bucket.this[each.value.bucket].name
  name         = each.value.name
  source       = "${var.pipelines_dir}/${each.key}"
  content_type = each.value.contentType
  # Live jobs and the revision before still read what is no longer in the package.
  deletion_policy = "ABANDON"

  # Other content has another name. Where the package lay on the machine that applied it says nothing.
  lifecycle {
    ignore_changes = [source]
  }

  depends_on = [terraform_data.package]
}
