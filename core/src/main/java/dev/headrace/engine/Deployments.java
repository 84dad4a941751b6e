package dev.headrace.engine;

import dev.headrace.engine.EngineLog.Alarm;
import dev.headrace.json.Json;
import dev.headrace.json.Sha256;
import dev.headrace.pipeline.Definition;
import dev.headrace.pipeline.PipelineName;
import dev.headrace.pipeline.TableName;
import dev.headrace.store.Content;
import dev.headrace.store.Listed;
import dev.headrace.store.ObjectStore;
import dev.headrace.store.StoreRefusedException;
import dev.headrace.store.StoredObject;
import dev.headrace.store.WriteResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * Deployed pipelines: which definition is in force, and the definitions themselves, which never
 * change and are therefore kept in memory once read.
 */
public final class Deployments {
  private static final String PREFIX = "pipelines/";
  private static final String DEPLOYMENT = "/deployment.json";
  private static final int TRIES = 5;

  private final ObjectStore control;
  private final Map<String, Definition> definitions = new ConcurrentHashMap<>();
  private final Map<String, Known> known = new ConcurrentHashMap<>();

  private final EngineLog log;

  Deployments(ObjectStore control, EngineLog log) {
    this.control = control;
    this.log = log;
  }

  private record Known(long generation, Deployment deployment) {}

  /** A pipeline with the definition in force. */
  public record Deployed(PipelineName name, Deployment deployment, Definition definition) {}

  /**
   * What stands in the control bucket.
   *
   * @param deployed the pipelines that can be read, by name
   * @param corrupt the documents that cannot, each of which keeps one pipeline from going on
   * @param unmetered the markers of runs whose usage is not recorded yet
   */
  public record Survey(
      List<Deployed> deployed, List<CorruptDocumentException> corrupt, List<Listed> unmetered) {
    public Survey {
      unmetered = List.copyOf(unmetered);
      deployed = List.copyOf(deployed);
      corrupt = List.copyOf(corrupt);
    }
  }

  /** Every deployed pipeline. One listing; a document is read only when it changed. */
  public Survey survey() {
    List<Deployed> found = new ArrayList<>();
    List<CorruptDocumentException> corrupt = new ArrayList<>();
    List<Listed> unmetered = new ArrayList<>();
    for (Listed object : control.list(PREFIX)) {
      if (Usages.isMarker(object.name())) {
        unmetered.add(object);
      }
      if (object.name().endsWith(DEPLOYMENT)) {
        try {
          name(object.name()).flatMap(n -> at(n, object)).ifPresent(found::add);
        } catch (CorruptDocumentException e) {
          corrupt.add(e);
        } catch (StoreRefusedException e) {
          corrupt.add(new CorruptDocumentException(object.name(), e.getMessage()));
        }
      }
    }
    return new Survey(found, corrupt, unmetered);
  }

  /** The deployed pipelines that can be read, by name; an alarm names what cannot. */
  public List<Deployed> all() {
    return surveyWithAlarms().deployed();
  }

  /** As {@link #survey}; an alarm names what cannot be read. */
  Survey surveyWithAlarms() {
    Survey survey = survey();
    survey.corrupt().forEach(problem -> log.alarm(Alarm.CORRUPT, problem.getMessage()));
    return survey;
  }

  private static Optional<PipelineName> name(String objectName) {
    String middle =
        objectName.substring(PREFIX.length(), objectName.length() - DEPLOYMENT.length());
    return PipelineName.FORM.matcher(middle).matches()
        ? Optional.of(new PipelineName(middle))
        : Optional.empty();
  }

  private Optional<Deployed> at(PipelineName name, Listed object) {
    Known before = known.get(object.name());
    if (before != null && before.generation() == object.generation()) {
      return Optional.of(deployed(name, before.deployment()));
    }
    return find(name);
  }

  /**
   * The pipeline of that name, if it is deployed.
   *
   * @throws CorruptDocumentException when its deployment or its definition cannot be read
   */
  public Optional<Deployed> find(PipelineName name) {
    return control
        .read(deploymentName(name))
        .map(
            object -> {
              Deployment deployment = Documents.read(object, Deployment.class);
              known.put(object.name(), new Known(object.generation(), deployment));
              return deployed(name, deployment);
            });
  }

  private Deployed deployed(PipelineName name, Deployment deployment) {
    return new Deployed(name, deployment, definition(name, deployment.definition()));
  }

  /**
   * The definition of that hash.
   *
   * @throws CorruptDocumentException when it is missing or its content has another hash
   */
  public Definition definition(PipelineName name, String hash) {
    Definition cached = definitions.get(hash);
    if (cached != null) {
      return cached;
    }
    String objectName = definitionName(name, hash);
    StoredObject object =
        control
            .read(objectName)
            .orElseThrow(() -> new CorruptDocumentException(objectName, "it is missing"));
    if (!Sha256.hex(object.content().bytes()).equals(hash)) {
      throw new CorruptDocumentException(objectName, "its content has another hash");
    }
    Definition read = Documents.read(object, Definition.class);
    definitions.put(hash, read);
    return read;
  }

  /**
   * Puts a definition in force.
   *
   * @return the hash of the definition
   * @throws TableConflictException when it writes a table that another pipeline writes
   * @throws CorruptDocumentException when another pipeline cannot be read: whether it writes one of
   *     these tables is then not known
   */
  public String deploy(Definition definition, Instant now) {
    refuseForeignTables(definition);
    byte[] bytes = Json.bytes(definition);
    String hash = Sha256.hex(bytes);
    PipelineName name = definition.pipeline().name();
    requireKnown(control.create(definitionName(name, hash), Content.json(bytes)), name);
    move(name, hash, now);
    return hash;
  }

  /**
   * Which pipelines of a package have another definition in force, or none. A package goes in force
   * whole, or not at all.
   *
   * @param standing what is deployed
   * @param wanted the hash of each pipeline's definition, uploaded before
   * @throws CorruptDocumentException when a definition is not there or is another pipeline's, or
   *     when it is not known what a pipeline outside of the package writes
   * @throws TableConflictException when two pipelines would write one table
   */
  SortedSet<PipelineName> behind(Survey standing, SortedMap<PipelineName, String> wanted) {
    SortedSet<PipelineName> behind = new TreeSet<>(wanted.keySet());
    List<Definition> together = new ArrayList<>();
    for (Deployed deployed : standing.deployed()) {
      String hash = wanted.get(deployed.name());
      if (deployed.deployment().definition().equals(hash)) {
        behind.remove(deployed.name());
      }
      if (hash == null) {
        together.add(deployed.definition());
      }
    }
    if (!behind.isEmpty()) {
      wanted.forEach((name, hash) -> together.add(own(name, hash)));
      refuseUnknownTables(standing, wanted.keySet());
      refuseSharedTables(together);
    }
    return behind;
  }

  private Definition own(PipelineName name, String hash) {
    Definition definition = definition(name, hash);
    if (!definition.pipeline().name().equals(name)) {
      throw new CorruptDocumentException(
          definitionName(name, hash), "it is of pipeline " + definition.pipeline().name());
    }
    return definition;
  }

  /** Puts a definition in force that was uploaded before, and that goes with the others. */
  void move(PipelineName name, String hash, Instant now) {
    change(
        name, Optional.of(new Deployment(hash, false, now)), deployment -> deployment.moved(hash));
  }

  /** Pauses or resumes a pipeline; false when it is not deployed. */
  public boolean pause(PipelineName name, boolean paused) {
    return change(name, Optional.empty(), deployment -> deployment.paused(paused));
  }

  private boolean change(
      PipelineName name, Optional<Deployment> first, UnaryOperator<Deployment> change) {
    String objectName = deploymentName(name);
    for (int i = 0; i < TRIES; i++) {
      Optional<StoredObject> found = control.read(objectName);
      if (found.isEmpty() && first.isEmpty()) {
        return false;
      }
      Deployment next =
          found.map(o -> change.apply(Documents.read(o, Deployment.class))).orElseGet(first::get);
      Content content = Content.json(Json.bytes(next));
      if (found.isPresent()
          && found.get().content().bytes().length == content.bytes().length
          && Sha256.hex(found.get().content().bytes()).equals(Sha256.hex(content.bytes()))) {
        return true;
      }
      WriteResult result =
          found.isPresent()
              ? control.replace(objectName, found.get().generation(), content)
              : control.create(objectName, content);
      if (result instanceof WriteResult.Applied) {
        return true;
      }
    }
    throw new ContendedException("others keep changing " + objectName);
  }

  /**
   * Checks pipelines that are to be deployed beside each other.
   *
   * @throws TableConflictException when two of them write one table
   */
  public static void refuseSharedTables(List<Definition> definitions) {
    Map<TableName, PipelineName> writers = new HashMap<>();
    for (Definition definition : definitions) {
      PipelineName own = definition.pipeline().name();
      for (TableName table : written(definition)) {
        PipelineName other = writers.putIfAbsent(table, own);
        if (other != null && !other.equals(own)) {
          throw new TableConflictException(table, other);
        }
      }
    }
  }

  private void refuseForeignTables(Definition definition) {
    PipelineName own = definition.pipeline().name();
    Survey survey = survey();
    refuseUnknownTables(survey, Set.of(own));
    for (Deployed other : survey.deployed()) {
      if (other.name().equals(own)) {
        continue;
      }
      List<TableName> theirs = written(other.definition());
      for (TableName mine : written(definition)) {
        if (theirs.contains(mine)) {
          throw new TableConflictException(mine, other.name());
        }
      }
    }
  }

  /** A pipeline that cannot be read, and is not to be replaced, may write any table. */
  private static void refuseUnknownTables(Survey survey, Set<PipelineName> replaced) {
    survey.corrupt().stream()
        .filter(
            problem ->
                replaced.stream()
                    .noneMatch(name -> problem.objectName().startsWith(PREFIX + name + "/")))
        .findFirst()
        .ifPresent(
            problem -> {
              throw problem;
            });
  }

  private static List<TableName> written(Definition definition) {
    return definition.pipeline().stages().stream()
        .flatMap(stage -> stage.work().written().stream())
        .toList();
  }

  private static void requireKnown(WriteResult result, PipelineName name) {
    if (result instanceof WriteResult.Unknown unknown) {
      throw new ContendedException("the definition of " + name + ": " + unknown.reason());
    }
  }

  private static String deploymentName(PipelineName name) {
    return PREFIX + name + DEPLOYMENT;
  }

  /** Where the definition of that hash stands in the control bucket. */
  public static String definitionName(PipelineName name, String hash) {
    return PREFIX + name + "/definitions/" + hash + ".json";
  }
}
