package dev.headrace.cli.doctor;

import dev.headrace.cli.doctor.BucketLint.Purpose;
import dev.headrace.cli.doctor.Findings.Problem;
import dev.headrace.engine.Deployments.Deployed;
import dev.headrace.functions.dataproc.JobAccount;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Whether each account may do what it has to, and the jobs' account nothing to the state. Policies
 * of folders and of the organization are not looked at: what is inherited from there and is not
 * granted here as well is told as missing.
 */
final class GrantsCheck {
  private static final String REVIEWER = "roles/iam.securityReviewer";
  private static final Set<String> BASIC = Set.of("roles/owner", "roles/editor");

  /** On a project these reach every object of every bucket. */
  private static final Set<String> OVER_ALL_BUCKETS =
      Set.of(
          "roles/owner",
          "roles/editor",
          "roles/dataproc.worker",
          "roles/storage.admin",
          "roles/storage.objectAdmin",
          "roles/storage.objectCreator",
          "roles/storage.objectUser");

  private final GoogleApis apis;
  private final Deployment deployment;
  private final TriggersCheck triggers;
  private final SchedulesCheck schedules;
  private final Map<String, Optional<Set<String>>> roles = new HashMap<>();

  GrantsCheck(
      GoogleApis apis, Deployment deployment, TriggersCheck triggers, SchedulesCheck schedules) {
    this.apis = apis;
    this.deployment = deployment;
    this.triggers = triggers;
    this.schedules = schedules;
  }

  void look(Findings findings) {
    Optional<Grants> project = project(findings);
    onProject(project, findings);
    onBuckets(project.orElse(Grants.none()), project.isPresent(), findings);
    onServices(project.orElse(Grants.none()), findings);
    onSpark(project.orElse(Grants.none()), findings);
  }

  private Optional<Grants> project(Findings findings) {
    Reply reply =
        apis.post(
            GoogleApi.RESOURCE_MANAGER,
            "/v3/projects/" + deployment.project() + ":getIamPolicy",
            Map.of("options", Map.of("requestedPolicyVersion", 3)));
    return findings
        .usable("roles on the project", reply, REVIEWER + " on " + deployment.project())
        .map(found -> Grants.of(found.json()));
  }

  /** As whom the functions run, each once. */
  private Set<String> orchestrators() {
    Set<String> accounts = new LinkedHashSet<>();
    Part.NEEDED.forEach(
        part ->
            deployment
                .function(part)
                .map(DeployedFunction::account)
                .filter(account -> !account.isEmpty())
                .ifPresent(accounts::add));
    return accounts;
  }

  /** As whom jobs run: one account for all, or one for each pipeline that is not paused. */
  private List<String> sparks() {
    return sparks(pipeline -> !pipeline.deployment().paused());
  }

  /** The same for paused pipelines as well: those that left a package have no account any more. */
  private List<String> everySpark() {
    return sparks(pipeline -> true);
  }

  private List<String> sparks(Predicate<Deployed> wanted) {
    Optional<String> said = deployment.settings().serviceAccount();
    if (said.isEmpty() || !JobAccount.isOfOnePipeline(said.get())) {
      return said.stream().toList();
    }
    return schedules.pipelines().stream()
        .filter(wanted)
        .map(pipeline -> JobAccount.of(said.get(), pipeline.name()))
        .toList();
  }

  private void onProject(Optional<Grants> project, Findings findings) {
    if (project.isEmpty()) {
      return;
    }
    Grants grants = project.get();
    List<Problem> problems = new ArrayList<>();
    for (String account : orchestrators()) {
      need(grants, account, Right.SUBMIT, onProject(account, Right.SUBMIT), problems);
    }
    for (Part part : Part.WOKEN) {
      deployment
          .function(part)
          .flatMap(triggers::receiver)
          .ifPresent(
              account ->
                  need(
                      grants, account, Right.RECEIVE, onProject(account, Right.RECEIVE), problems));
    }
    storageAgent().ifPresent(agent -> publishes(grants, agent, problems));
    for (String account : sparks()) {
      need(grants, account, Right.NODE, onProject(account, Right.NODE), problems);
    }
    Set<String> ours = new LinkedHashSet<>(orchestrators());
    ours.addAll(everySpark());
    for (String account : ours) {
      grants.rolesOf(account).stream()
          .filter(BASIC::contains)
          .forEach(
              role ->
                  problems.add(
                      new Problem(
                          account + " has the basic role " + role + ", which allows nearly all",
                          "gcloud projects remove-iam-policy-binding "
                              + deployment.project()
                              + member(account, role))));
    }
    findings.add("roles on the project", distinct(problems), "as they have to be");
  }

  /** On the topics that are there, or on the project, where Eventarc makes them. */
  private void publishes(Grants project, String agent, List<Problem> problems) {
    Pushes pushes = new Pushes(apis, deployment);
    List<String> topics =
        Part.WOKEN.stream()
            .flatMap(part -> deployment.function(part).stream())
            .flatMap(function -> pushes.topics(function).stream())
            .distinct()
            .toList();
    if (topics.isEmpty()) {
      need(project, agent, Right.PUBLISH, onProject(agent, Right.PUBLISH), problems);
    }
    for (String topic : topics) {
      pushes
          .grants(topic)
          .ifPresent(
              own ->
                  need(
                      own.and(project),
                      agent,
                      Right.PUBLISH,
                      "gcloud pubsub topics add-iam-policy-binding "
                          + topic
                          + member(agent, Right.PUBLISH.role()),
                      problems));
    }
  }

  /** The account as which Cloud Storage tells of its objects. */
  private Optional<String> storageAgent() {
    Reply reply =
        apis.get(
            GoogleApi.STORAGE, "/storage/v1/projects/" + deployment.project() + "/serviceAccount");
    return Optional.of(reply.json().path("email_address").asText())
        .filter(email -> !email.isEmpty());
  }

  private void onBuckets(Grants project, boolean projectSeen, Findings findings) {
    for (Purpose purpose : Purpose.values()) {
      String name = BucketsCheck.name(deployment.settings().buckets(), purpose);
      String what = "roles on " + purpose.name().toLowerCase(Locale.ROOT);
      Reply reply =
          apis.get(
              GoogleApi.STORAGE,
              "/storage/v1/b/" + GoogleApis.encoded(name) + "/iam?optionsRequestedPolicyVersion=3");
      if (reply.missing()) {
        // That it does not exist is told where the bucket itself is looked at.
        continue;
      }
      findings
          .usable(what, reply, "storage.buckets.getIamPolicy on gs://" + name)
          .ifPresent(
              found ->
                  bucket(purpose, name, Grants.of(found.json()), project, projectSeen, findings));
    }
  }

  private void bucket(
      Purpose purpose,
      String name,
      Grants own,
      Grants project,
      boolean projectSeen,
      Findings findings) {
    List<Problem> problems = new ArrayList<>();
    Grants all = own.and(project);
    if (purpose != Purpose.CODE) {
      Right right = purpose == Purpose.CONTROL ? Right.WRITE : Right.READ;
      for (String account : orchestrators()) {
        need(all, account, right, onBucket(name, account, right), problems);
      }
    }
    for (String account : purpose == Purpose.CONTROL ? everySpark() : sparks()) {
      switch (purpose) {
        case LANDING, CODE ->
            need(all, account, Right.READ, onBucket(name, account, Right.READ), problems);
        case LAKE ->
            need(all, account, Right.WRITE, onBucket(name, account, Right.WRITE), problems);
        case OUTCOMES ->
            need(all, account, Right.CREATE, onBucket(name, account, Right.CREATE), problems);
        case CONTROL -> problems.addAll(overState(name, account, own, project));
      }
    }
    own.rolesOfEverybody()
        .forEach(
            role ->
                problems.add(
                    new Problem(
                        "everybody has " + role,
                        "gcloud storage buckets remove-iam-policy-binding gs://"
                            + name
                            + " --member=allUsers --role="
                            + role)));
    findings.add(
        "roles on " + purpose.name().toLowerCase(Locale.ROOT),
        problems,
        projectSeen ? "as they have to be" : "as they have to be, by the bucket's own policy");
  }

  /** Who runs a pipeline's code must not be able to change what is decided about it. */
  private List<Problem> overState(String name, String account, Grants own, Grants project) {
    List<Problem> problems = new ArrayList<>();
    own.rolesOf(account)
        .forEach(
            role ->
                problems.add(
                    new Problem(
                        "jobs (" + account + ") have " + role + " on the state",
                        "gcloud storage buckets remove-iam-policy-binding gs://"
                            + name
                            + member(account, role))));
    project.rolesOf(account).stream()
        .filter(OVER_ALL_BUCKETS::contains)
        .forEach(
            role ->
                problems.add(
                    new Problem(
                        "jobs (" + account + ") reach the state by " + role + " on the project",
                        "Grant a role without storage in its place, then: gcloud projects"
                            + " remove-iam-policy-binding "
                            + deployment.project()
                            + member(account, role))));
    return problems;
  }

  private void onServices(Grants project, Findings findings) {
    Stream.concat(Part.CALLED.stream(), Part.WOKEN.stream())
        .forEach(
            part ->
                deployment
                    .function(part)
                    .ifPresent(function -> service(part, function, project, findings)));
    deployment
        .function(Part.CONSOLE)
        .ifPresent(function -> service(Part.CONSOLE, function, project, findings));
  }

  private void service(Part part, DeployedFunction function, Grants project, Findings findings) {
    String what = "callers of " + part.word();
    Reply reply =
        apis.get(
            GoogleApi.RUN,
            "/v2/" + function.service() + ":getIamPolicy?options.requestedPolicyVersion=3");
    Optional<Reply> usable = findings.usable(what, reply, REVIEWER + " on " + deployment.project());
    if (usable.isEmpty()) {
      return;
    }
    Grants own = Grants.of(usable.get().json());
    List<Problem> problems = new ArrayList<>();
    caller(part, function)
        .ifPresent(
            account ->
                need(
                    own.and(project),
                    account,
                    Right.CALL,
                    "gcloud run services add-iam-policy-binding "
                        + function.serviceId()
                        + deployment.inRegion()
                        + member(account, Right.CALL.role()),
                    problems));
    own.rolesOfEverybody()
        .forEach(
            role ->
                problems.add(
                    new Problem(
                        "everybody has " + role,
                        "gcloud run services remove-iam-policy-binding "
                            + function.serviceId()
                            + deployment.inRegion()
                            + " --member=allUsers --role="
                            + role)));
    findings.add(what, problems, "who has to call it may, and not everybody");
  }

  private Optional<String> caller(Part part, DeployedFunction function) {
    if (Part.WOKEN.contains(part)) {
      return triggers.account(function);
    }
    return Part.CALLED.contains(part) ? schedules.account(function) : Optional.empty();
  }

  private void onSpark(Grants project, Findings findings) {
    String what = "account of jobs";
    if (deployment.settings().serviceAccount().isEmpty()) {
      findings.bad(
          what,
          "none is set: jobs run as the default account of the project, which may do far too much",
          "Set HEADRACE_SERVICE_ACCOUNT of the functions in Terraform and apply.");
      return;
    }
    sparks().forEach(account -> onSpark(what, account, project, findings));
  }

  private void onSpark(String what, String account, Grants project, Findings findings) {
    Reply reply =
        apis.post(
            GoogleApi.IAM,
            "/v1/projects/"
                + deployment.project()
                + "/serviceAccounts/"
                + GoogleApis.encoded(account)
                + ":getIamPolicy",
            Map.of("options", Map.of("requestedPolicyVersion", 3)));
    Optional<Reply> usable =
        findings.usable(
            what,
            reply,
            REVIEWER + " on " + deployment.project(),
            account + " does not exist",
            "Run \"terraform apply\": it makes the accounts.");
    if (usable.isPresent()) {
      List<Problem> problems = new ArrayList<>();
      Grants all = Grants.of(usable.get().json()).and(project);
      for (String orchestrator : orchestrators()) {
        need(
            all,
            orchestrator,
            Right.ACT_AS,
            "gcloud iam service-accounts add-iam-policy-binding "
                + account
                + " --project="
                + deployment.project()
                + member(orchestrator, Right.ACT_AS.role()),
            problems);
      }
      findings.add(what, problems, account + ", which the functions may act as");
    }
  }

  private void need(
      Grants grants, String account, Right right, String remedy, List<Problem> problems) {
    Set<String> held = grants.rolesOf(account);
    boolean allowed =
        held.stream()
            .anyMatch(
                role ->
                    role.equals(right.role())
                        || right.wider().contains(role)
                        || BASIC.contains(role));
    if (!allowed && !byOwnRoles(held, right)) {
      problems.add(new Problem(account + " may not " + right.verb(), remedy));
    }
  }

  /** Whether roles that are not predefined have the permissions together. */
  private boolean byOwnRoles(Set<String> held, Right right) {
    Set<String> permissions = new HashSet<>();
    for (String role : held) {
      if (!role.startsWith("roles/")) {
        Optional<Set<String>> known = roles.computeIfAbsent(role, this::permissions);
        if (known.isEmpty()) {
          // Nobody can tell what it allows: it is taken to be made for this.
          return true;
        }
        permissions.addAll(known.get());
      }
    }
    return permissions.containsAll(right.permissions());
  }

  private Optional<Set<String>> permissions(String role) {
    Reply reply = apis.get(GoogleApi.IAM, "/v1/" + role);
    return reply.ok()
        ? Optional.of(Set.copyOf(GoogleApis.texts(reply.json().path("includedPermissions"))))
        : Optional.empty();
  }

  private String onProject(String account, Right right) {
    return "gcloud projects add-iam-policy-binding "
        + deployment.project()
        + member(account, right.role());
  }

  private static String onBucket(String bucket, String account, Right right) {
    return "gcloud storage buckets add-iam-policy-binding gs://"
        + bucket
        + member(account, right.role());
  }

  private static String member(String account, String role) {
    return " --member=serviceAccount:" + account + " --role=" + role;
  }

  private static List<Problem> distinct(List<Problem> problems) {
    List<Problem> distinct = new ArrayList<>();
    for (Problem problem : problems) {
      if (!distinct.contains(problem)) {
        distinct.add(problem);
      }
    }
    return distinct;
  }
}
