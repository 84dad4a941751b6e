package dev.headrace.functions.console;

import dev.headrace.engine.Explanation;
import dev.headrace.engine.RunUsage;
import dev.headrace.notify.Notification;
import dev.headrace.pipeline.PipelineName;
import dev.headrace.pipeline.StageName;
import dev.headrace.run.Run;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What one page shows; the API writes the same record as JSON. */
public sealed interface View {
  <R> R match(Cases<R> cases);

  /**
   * All pipelines.
   *
   * @param unreadable what keeps others from being read, one line each
   * @param refusedEvents the objects of the control bucket that keep events nobody could serve,
   *     oldest first
   */
  record Overview(
      Instant now, List<Row> pipelines, List<String> unreadable, List<String> refusedEvents)
      implements View {
    public Overview {
      pipelines = List.copyOf(pipelines);
      unreadable = List.copyOf(unreadable);
      refusedEvents = List.copyOf(refusedEvents);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.overview(this);
    }
  }

  /**
   * One pipeline among all.
   *
   * @param newest its newest runs, newest first
   */
  record Row(PipelineSummary pipeline, List<RunSummary> newest) {
    public Row {
      newest = List.copyOf(newest);
    }
  }

  /**
   * The runs of a pipeline by its stages.
   *
   * @param stages the columns: as the definition in force orders them, then those of older ones
   * @param runs newest first
   * @param all how many runs the pipeline has
   * @param newer whether newer runs than these were left out
   * @param older the key before which the next page begins
   */
  record Grid(
      Instant now,
      PipelineSummary pipeline,
      List<StageName> stages,
      List<RunSummary> runs,
      int all,
      boolean newer,
      Optional<String> older)
      implements View {
    public Grid {
      stages = List.copyOf(stages);
      runs = List.copyOf(runs);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.grid(this);
    }
  }

  /**
   * One run.
   *
   * @param jobs the job ids of the present epoch: {@code stage/attempt} to id
   * @param clusters on which cluster the jobs of a stage run, by the stage's name; none that is
   *     serverless
   * @param usage what they took, some minutes after the run's end
   * @param told what people were told of it, oldest first
   * @param previous the key of the run before it, by interval
   */
  record Single(
      Instant now,
      Run run,
      Explanation explanation,
      SortedMap<String, String> jobs,
      SortedMap<String, String> clusters,
      Optional<RunUsage> usage,
      List<Notification> told,
      Optional<String> previous,
      Optional<String> next)
      implements View {
    public Single {
      jobs = Collections.unmodifiableSortedMap(new TreeMap<>(jobs));
      clusters = Collections.unmodifiableSortedMap(new TreeMap<>(clusters));
      told = List.copyOf(told);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.single(this);
    }
  }

  /**
   * Why an interval stands where it stands.
   *
   * @param hasRun whether there is a run to look at
   */
  record Explained(
      Instant now, PipelineName pipeline, String interval, Explanation explanation, boolean hasRun)
      implements View {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.explained(this);
    }
  }

  /**
   * Why there is nothing to show, and where to go.
   *
   * @param status of the HTTP answer
   */
  record Problem(int status, String title, String text, List<Link> links) implements View {
    public Problem {
      links = List.copyOf(links);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.problem(this);
    }
  }

  /**
   * A place in the console.
   *
   * @param path below the root of the console, without a slash at its beginning
   */
  record Link(String path, String text) {}

  /** One method per page. */
  interface Cases<R> {
    R overview(Overview view);

    R grid(Grid view);

    R single(Single view);

    R explained(Explained view);

    R problem(Problem view);
  }
}
