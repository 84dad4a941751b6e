output "accounts" {
  description = "Service accounts by what they are for."
  value = {
    functions = { for name, account in google_service_account.function : name => account.email }
    callers   = { for name, account in google_service_account.caller : name => account.email }
    jobs      = { for name, account in google_service_account.job : name => account.email }
  }
}

output "buckets" {
  description = "Names of the buckets by purpose."
  value       = { for purpose, bucket in google_storage_bucket.this : purpose => bucket.name }
}

output "environment" {
  description = "An entry of headrace.yaml, so that the command line reaches this installation."
  value = {
    project      = var.project
    region       = var.region
    installation = var.name
    buckets      = local.buckets
  }
}

output "functions" {
  description = "URLs of the functions."
  value       = { for name, function in google_cloudfunctions2_function.this : name => function.service_config[0].uri }
}

output "pipelines" {
  description = "The definitions that reconcile puts in force within five minutes, by pipeline."
  value       = { for name, pipeline in local.pipelines : name => pipeline.definition }
}

output "schedules" {
  description = "Scheduler jobs by pipeline: when they call, and in which zone."
  value       = { for name, job in google_cloud_scheduler_job.pipeline : name => "${job.schedule} ${job.time_zone}" }
}

output "try_next" {
  description = "Commands to try after an apply."
  value = local._cloud ? concat([
    "gcloud scheduler jobs run headrace-${var.name}-reconcile --location ${var.region} --project ${var.project}",
    "gcloud storage ls gs://${local.buckets["control"]}/pipelines/*/deployment.json",
    "gcloud storage cp FILE gs://${local.buckets["landing"]}/PIPELINE/INTERVAL/",
    "gcloud logging read 'resource.labels.service_name:${var.name}-' --limit 20 --project ${var.project}",
    "./headrace runs --env ${var.environment}",
    ], var.console.enabled ? [
    "gcloud run services proxy ${var.name}-console --region ${var.region} --project ${var.project}",
  ] : []) : ["./headrace runs"]
}
