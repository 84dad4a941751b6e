# The functions: one jar, deployed once for each entry point.

locals {
  _variables = {
    HEADRACE_PROJECT         = var.project
    HEADRACE_REGION          = var.region
    HEADRACE_INSTALLATION    = var.name
    HEADRACE_LANDING_BUCKET  = local.buckets["landing"]
    HEADRACE_LAKE_BUCKET     = local.buckets["lake"]
    HEADRACE_CONTROL_BUCKET  = local.buckets["control"]
    HEADRACE_OUTCOMES_BUCKET = local.buckets["outcomes"]
    HEADRACE_CODE_BUCKET     = local.buckets["code"]
    # The same text for any number of pipelines, so that one more changes no function.
    HEADRACE_SERVICE_ACCOUNT = "${var.jobs_account == "shared" ? "${var.name}-jobs" : "${var.name}-{pipeline}"}@${var.project}.iam.gserviceaccount.com"
  }

  # Only those that submit jobs need to know how.
  _submit_variables = { for key, value in {
    HEADRACE_RUNTIME_VERSION  = var.spark.runtime_version
    HEADRACE_CONTAINER_IMAGE  = var.spark.container_image
    HEADRACE_SPARK_PROPERTIES = join(",", [for key, value in var.spark.properties : "${key}=${value}"])
    HEADRACE_SUBNETWORK       = local.subnetwork
  } : key => value if value != null && value != "" }

  # IAM has let nobody else in; the function compares audience and account again. Cloud Run removes the
  # signature that it has checked. People's tokens have audiences of their own kinds.
  _caller_variables = { for name, function in local.functions : name => function.caller == "people" ? {
    HEADRACE_CALLER_CHECK = "platform"
    } : {
    HEADRACE_CALLER_CHECK = "claims"
    HEADRACE_AUDIENCES    = local.urls[name]
    HEADRACE_CALLERS      = "${var.name}-${function.caller}@${var.project}.iam.gserviceaccount.com"
  } }
}

resource "google_cloudfunctions2_function" "this" {
  for_each = local.functions

  name         = "${var.name}-${each.key}"
  project      = var.project
  location     = var.region
  description  = "Headrace: ${each.key}"
  labels       = local.labels
  kms_key_name = var.kms_key

  build_config {
    runtime               = var.functions.runtime
    entry_point           = each.value.class
    service_account       = google_service_account.build[0].id
    docker_repository     = var.kms_key == null ? null : google_artifact_registry_repository.functions[0].id
    environment_variables = { USE_JAVA_FF_2 = "true" }

    source {
      storage_source {
        bucket = google_storage_bucket_object.package[local._manifest.functionsZip.path].bucket
        object = google_storage_bucket_object.package[local._manifest.functionsZip.path].name
      }
    }
  }

  service_config {
    available_memory = var.functions.memory
    available_cpu    = var.functions.cpu
    timeout_seconds  = var.functions.timeout_seconds
    # Two passes at once would only meet each other.
    max_instance_count               = each.key == "reconcile" ? 1 : var.functions.max_instances
    min_instance_count               = 0
    max_instance_request_concurrency = each.value.caller == "people" ? 8 : 1
    ingress_settings                 = each.value.caller == "people" ? var.console.ingress : "ALLOW_INTERNAL_ONLY"
    service_account_email            = google_service_account.function[each.key].email
    all_traffic_on_latest_revision   = true
    environment_variables = merge(
      local._variables,
      contains(keys(local.engines), each.key) ? local._submit_variables : {},
      local._caller_variables[each.key],
    )
  }

  depends_on = [time_sleep.iam]
}
