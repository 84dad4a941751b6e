variable "alert_emails" {
  description = "Addresses that alerts are sent to. Without any, incidents are only shown in Cloud Monitoring."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for address in var.alert_emails : can(regex("^[^\\s@]+@[^\\s@]+\\.[^\\s@]+$", address))])
    error_message = "alert_emails holds what is no e-mail address. Write each as name@example.com."
  }
}

variable "allow_data_loss" {
  description = "Lets terraform destroy delete buckets and data sets that hold something. Apply it as true first, then destroy."
  type        = bool
  default     = false
  nullable    = false
}

variable "audit_reads" {
  description = "Writes audit logs of every read and write of Cloud Storage in the project. Costs what its logs cost; authoritative for that service in the whole project."
  type        = bool
  default     = false
  nullable    = false
}

variable "bucket_names" {
  description = "Names of buckets by purpose (landing, lake, control, outcomes, code), where they must not be PROJECT-NAME-PURPOSE."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = length(setsubtract(keys(var.bucket_names), ["landing", "lake", "control", "outcomes", "code"])) == 0
    error_message = "bucket_names knows the purposes landing, lake, control, outcomes and code only. Correct the key."
  }
  validation {
    condition     = alltrue([for name in values(var.bucket_names) : can(regex("^[a-z0-9][a-z0-9_-]{1,61}[a-z0-9]$", name)) && !startswith(name, "goog")])
    error_message = "bucket_names holds a name that Cloud Storage refuses. Use 3 to 63 lower-case letters, digits, '-' and '_', begin and end with a letter or digit, and do not begin with goog."
  }
  validation {
    condition     = length(distinct(values(var.bucket_names))) == length(var.bucket_names)
    error_message = "bucket_names gives one bucket two purposes. Each purpose needs its own: triggers and roles go by the bucket."
  }
}

variable "budget" {
  description = "Mails the billing account's administrators at 50, 90 and 100 percent of a monthly amount. Needs a right on the billing account."
  type = object({
    billing_account = string
    amount          = number
    currency        = optional(string, "EUR")
  })
  default = null

  validation {
    condition     = var.budget == null || can(regex("^[0-9A-F]{6}-[0-9A-F]{6}-[0-9A-F]{6}$", var.budget.billing_account))
    error_message = "budget.billing_account is no billing account. Write it as 012345-6789AB-CDEF01; gcloud billing accounts list shows yours."
  }
  validation {
    condition     = var.budget == null || try(var.budget.amount >= 1 && floor(var.budget.amount) == var.budget.amount, false)
    error_message = "budget.amount must be a whole number of at least 1, in units of budget.currency."
  }
  validation {
    condition     = var.budget == null || can(regex("^[A-Z]{3}$", var.budget.currency))
    error_message = "budget.currency must be the three letters of the billing account's currency, such as EUR."
  }
}

variable "console" {
  description = "The read-only pages. members may open them (user:, group:, serviceAccount:); ingress ALLOW_ALL lets them in from the internet after IAM, ALLOW_INTERNAL_AND_GCLB through a load balancer."
  type = object({
    enabled = optional(bool, true)
    members = optional(list(string), [])
    ingress = optional(string, "ALLOW_ALL")
  })
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for member in var.console.members : can(regex("^(user|group|serviceAccount|domain):[^\\s]+$", member))])
    error_message = "console.members holds an entry that names nobody in particular. Write user:, group:, serviceAccount: or domain: and who; allUsers and allAuthenticatedUsers are refused."
  }
  validation {
    condition     = contains(["ALLOW_ALL", "ALLOW_INTERNAL_ONLY", "ALLOW_INTERNAL_AND_GCLB"], var.console.ingress)
    error_message = "console.ingress must be ALLOW_ALL, ALLOW_INTERNAL_ONLY or ALLOW_INTERNAL_AND_GCLB."
  }
}

variable "dead_letter_attempts" {
  description = "After how many deliveries that were not acknowledged an event is put aside in the dead-letter topic."
  type        = number
  default     = 20
  nullable    = false

  validation {
    condition     = var.dead_letter_attempts >= 5 && var.dead_letter_attempts <= 100
    error_message = "dead_letter_attempts must be between 5 and 100: Pub/Sub takes no other."
  }
}

variable "environment" {
  description = "A label of every resource, such as dev or prod."
  type        = string
  default     = "prod"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9_-]{0,62}$", var.environment))
    error_message = "environment must be a label: at most 63 lower-case letters, digits, '-' and '_', beginning with a letter."
  }
}

variable "functions" {
  description = "Runtime (java17 or java21) and sizes of the functions. timeout_seconds must stay below the 540 s after which Cloud Scheduler gives up."
  type = object({
    runtime         = optional(string, "java21")
    memory          = optional(string, "512Mi")
    cpu             = optional(string, "1")
    timeout_seconds = optional(number, 300)
    max_instances   = optional(number, 5)
  })
  default  = {}
  nullable = false

  validation {
    condition     = contains(["java17", "java21"], var.functions.runtime)
    error_message = "functions.runtime must be java17 or java21: the jar is tested on these."
  }
  validation {
    condition     = can(regex("^(512Mi|[1-8]Gi|[1-8]G|[5-9][0-9]{2}M)$", var.functions.memory))
    error_message = "functions.memory must be between 512Mi and 8Gi, such as 512Mi or 1Gi."
  }
  validation {
    condition     = contains(["1", "2", "4"], var.functions.cpu)
    error_message = "functions.cpu must be \"1\", \"2\" or \"4\"."
  }
  validation {
    condition     = var.functions.timeout_seconds >= 60 && var.functions.timeout_seconds <= 510
    error_message = "functions.timeout_seconds must be between 60 and 510: whoever calls waits 30 s longer, at most 540 s."
  }
  validation {
    condition     = var.functions.max_instances >= 1 && var.functions.max_instances <= 100
    error_message = "functions.max_instances must be between 1 and 100."
  }
}

variable "jobs_account" {
  description = "per_pipeline: each pipeline's jobs have an account of their own, which writes only the pipeline's outcomes. shared: one account for all."
  type        = string
  default     = "per_pipeline"
  nullable    = false

  validation {
    condition     = contains(["per_pipeline", "shared"], var.jobs_account)
    error_message = "jobs_account must be per_pipeline or shared."
  }
}

variable "kms_key" {
  description = "A Cloud KMS key in the region that encrypts buckets, functions and data sets: projects/P/locations/REGION/keyRings/R/cryptoKeys/K. Without it Google's keys are used. Two installations in a project need one each: destroying one takes the grants on its key away."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key == null || can(regex("^projects/[^/]+/locations/[^/]+/keyRings/[^/]+/cryptoKeys/[^/]+$", var.kms_key))
    error_message = "kms_key is not the full name of a key. Write projects/P/locations/REGION/keyRings/R/cryptoKeys/K."
  }
  validation {
    condition     = var.kms_key == null || try(split("/", var.kms_key)[3] == var.region, false)
    error_message = "kms_key lies in another location than region. Cloud Storage takes only a key of the bucket's own location."
  }
}

variable "labels" {
  description = "Further labels of every resource that takes some."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for key, value in var.labels : can(regex("^[a-z][a-z0-9_-]{0,62}$", key)) && can(regex("^[a-z0-9_-]{0,63}$", value))])
    error_message = "labels holds what is no label. Use lower-case letters, digits, '-' and '_', at most 63; keys begin with a letter."
  }
}

variable "local_cloud" {
  description = "Applies only buckets, objects and Scheduler jobs, to a local cloud at url. The functions are there already: their addresses and the account that calls them. make apply-local fills it in."
  type = object({
    url             = string
    schedule_url    = string
    reconcile_url   = string
    invoker_account = string
    token           = optional(string, "local")
  })
  default = null

  validation {
    condition     = var.local_cloud == null || can(regex("^http://(127\\.0\\.0\\.1|localhost)(:[0-9]+)?$", var.local_cloud.url))
    error_message = "local_cloud.url must be http://127.0.0.1:PORT: a local cloud listens on this machine only."
  }
}

variable "name" {
  description = "From which all names are derived; tells two installations in one project apart. It is HEADRACE_INSTALLATION."
  type        = string
  default     = "headrace"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9]{1,11}$", var.name))
    error_message = "name must be 2 to 12 lower-case letters and digits, beginning with a letter. No '-': it separates the parts of names, and two installations must not share a prefix."
  }
}

variable "network" {
  description = "Makes a network for Spark with this range (at least a /24: one address for each driver and executor), or takes a subnetwork that exists (projects/P/regions/R/subnetworks/S). With neither, the project's default network is used."
  type = object({
    subnet_cidr = optional(string)
    subnetwork  = optional(string)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.network.subnet_cidr == null || var.network.subnetwork == null
    error_message = "network says both subnet_cidr and subnetwork. Keep subnet_cidr to have a subnetwork made, or subnetwork to use one that exists."
  }
  validation {
    condition     = var.network.subnet_cidr == null || (can(cidrnetmask(var.network.subnet_cidr)) && try(tonumber(split("/", var.network.subnet_cidr)[1]) <= 24, false))
    error_message = "network.subnet_cidr must be an IPv4 range of at least 256 addresses, such as 10.10.0.0/20."
  }
  validation {
    condition     = var.network.subnetwork == null || can(regex("^projects/[^/]+/regions/[^/]+/subnetworks/[^/]+$", var.network.subnetwork))
    error_message = "network.subnetwork must be written as projects/P/regions/REGION/subnetworks/S."
  }
}

variable "paused" {
  description = "Pauses every Scheduler job of the pipelines. What falls due meanwhile is found by the first tick after. headrace pause and resume change the same jobs until the next apply."
  type        = bool
  default     = false
  nullable    = false
}

variable "pipelines_dir" {
  description = "The folder that `headrace package` wrote: manifest.json and what it names. Relative to where terraform runs."
  type        = string
  nullable    = false

  validation {
    condition     = fileexists("${var.pipelines_dir}/manifest.json")
    error_message = "There is no manifest.json in \"${var.pipelines_dir}\". Run ./headrace package PIPELINES --out ${var.pipelines_dir} first, and name that folder as pipelines_dir."
  }
  validation {
    condition     = !fileexists("${var.pipelines_dir}/manifest.json") || can(jsondecode(file("${var.pipelines_dir}/manifest.json")).pipelines)
    error_message = "manifest.json in \"${var.pipelines_dir}\" is not what headrace package writes. Run ./headrace package again."
  }
}

variable "project" {
  description = "The id of the Google Cloud project, which must exist and have billing."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.project))
    error_message = "project is no project id. Use the id (6 to 30 lower-case letters, digits and '-'), not the name or the number; ids with a domain before a colon are not supported."
  }
}

variable "region" {
  description = "Where everything is: buckets, functions, jobs, schedules."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]+-[a-z]+[0-9]{1,2}$", var.region))
    error_message = "region is no region. Use one such as europe-west1; multi-regions (EU, US) and zones (europe-west1-b) do not run jobs."
  }
}

variable "retention_days" {
  description = "For how long things are kept: landed files, staging below the lake, outcomes, replaced versions of state, and what was deleted (soft_delete)."
  type = object({
    landing     = optional(number, 90)
    staging     = optional(number, 7)
    outcomes    = optional(number, 90)
    state       = optional(number, 14)
    soft_delete = optional(number, 7)
  })
  default  = {}
  nullable = false

  # The lowest values are those that `headrace doctor` takes for well.
  validation {
    condition     = var.retention_days.landing >= 30 && var.retention_days.outcomes >= 30
    error_message = "retention_days.landing and .outcomes must be at least 30: a run that is repeated reads them again."
  }
  validation {
    condition     = var.retention_days.staging >= 2
    error_message = "retention_days.staging must be at least 2: a live attempt must keep its files."
  }
  validation {
    condition     = var.retention_days.state >= 7
    error_message = "retention_days.state must be at least 7: earlier versions are all that state which was deleted or overwritten comes back from."
  }
  validation {
    condition     = var.retention_days.soft_delete >= 7 && var.retention_days.soft_delete <= 90
    error_message = "retention_days.soft_delete must be between 7 and 90: Cloud Storage takes no other but 0, with which files that were deleted by mistake are gone."
  }
  validation {
    condition     = alltrue([for days in values(var.retention_days) : floor(days) == days])
    error_message = "retention_days must be whole numbers of days."
  }
}

variable "spark" {
  description = "The runtime of batches, and sizes and tuning that pipelines do not say (keys as HEADRACE_SPARK_PROPERTIES allows)."
  type = object({
    runtime_version = optional(string, "3.0")
    container_image = optional(string)
    properties      = optional(map(string), {})
  })
  default  = {}
  nullable = false

  validation {
    condition     = can(regex("^[0-9]+\\.[0-9]+$", var.spark.runtime_version))
    error_message = "spark.runtime_version must be a runtime of Dataproc Serverless such as 3.0."
  }
  validation {
    condition     = alltrue([for key, value in var.spark.properties : !strcontains(key, "=") && !strcontains("${key}${value}", ",")])
    error_message = "spark.properties holds a ',' or a key with '='. The functions read them as key=value pairs between commas."
  }
}

variable "spark_node_role" {
  description = "The role with which nodes report to Dataproc. Without it a custom role is made: dataproc.worker without its rights on every bucket. Fall back to roles/dataproc.worker only in a project that holds nothing else."
  type        = string
  default     = null

  validation {
    condition     = var.spark_node_role == null || can(regex("^(roles|projects/[^/]+/roles|organizations/[^/]+/roles)/[A-Za-z0-9_.]+$", var.spark_node_role))
    error_message = "spark_node_role must be the full name of a role, such as roles/dataproc.worker."
  }
  validation {
    condition     = var.spark_node_role == null || !contains(["roles/owner", "roles/editor", "roles/viewer"], coalesce(var.spark_node_role, "none"))
    error_message = "spark_node_role is a basic role, which reaches everything in the project. Name a role of Dataproc."
  }
}

variable "warehouse" {
  description = "BigQuery data sets that load stages write, made here, and the location they are in. Their names are taken as they are: of two installations in a project only one may make a data set."
  type = object({
    datasets = optional(set(string), [])
    location = optional(string)
  })
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for dataset in var.warehouse.datasets : can(regex("^[A-Za-z0-9_]+$", dataset)) && length(dataset) <= 1024])
    error_message = "warehouse.datasets holds a name that BigQuery refuses. Use letters, digits and '_' only."
  }
}
