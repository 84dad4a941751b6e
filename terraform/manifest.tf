# What `headrace package` compiled. Terraform reads no YAML: it would take yes for true and 0644 for 644.

locals {
  _manifest_text = file("${var.pipelines_dir}/manifest.json")
  _manifest      = jsondecode(local._manifest_text)

  pipelines    = local._manifest.pipelines
  schedules    = { for name, pipeline in local.pipelines : name => pipeline.schedule if pipeline.schedule != null }
  data_objects = local._manifest.objects

  # Which definitions are in force. The function that repairs is told with every call, and moves what is
  # behind; Terraform never writes the state itself. The code of functions has no part in it.
  _in_force = jsonencode({ definitions = { for name, pipeline in local.pipelines : name => pipeline.definition } })
}

# Checked before anything is made.
resource "terraform_data" "package" {
  input = sha256(local._manifest_text)

  lifecycle {
    precondition {
      condition     = local._manifest.manifestVersion == 1
      error_message = "manifest.json has version ${local._manifest.manifestVersion}, and this module reads 1. Use the module and the command of one release."
    }
    precondition {
      condition     = alltrue([for path, object in local.data_objects : try(filesha256("${var.pipelines_dir}/${path}") == object.sha256, false)])
      error_message = "Files in ${var.pipelines_dir} are not those that its manifest.json names: ${join(", ", [for path, object in local.data_objects : path if !try(filesha256("${var.pipelines_dir}/${path}") == object.sha256, false)])}. Run headrace package again."
    }
    precondition {
      condition     = alltrue([for object in values(local.data_objects) : contains(["control", "code"], object.bucket)])
      error_message = "manifest.json names a bucket that it must not write. Use the module and the command of one release."
    }
    precondition {
      condition     = length(distinct(values(local._job_account_ids))) == length(local._job_account_ids)
      error_message = "Two pipelines would get one service account (${join(", ", keys(local._job_account_ids))}). Rename one of them."
    }
    precondition {
      condition     = length(local._in_force) <= 64000
      error_message = "The package has ${length(local.pipelines)} pipelines, more than one installation is told of (about 600). Package them in two, with two values of name."
    }
    precondition {
      condition     = !contains(keys(local.pipelines), "reconcile")
      error_message = "A pipeline cannot be named reconcile: the Scheduler job that repairs has that name. Rename it."
    }
  }
}
