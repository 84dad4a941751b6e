-- What is known of a flight of the interval's day at its departure. `flights` holds that day and
-- the 7 days before it.
--
-- A flight's label is known when it has arrived, so only closed days make history: no row of the
-- interval's own day goes into a rate. A rate is null where nothing flew in its window.
WITH history AS (
  SELECT
    origin,
    destination,
    minute_of_day DIV 60 AS hour,
    late,
    CAST(day AS date) = date_sub(CAST(:interval_key AS date), 1) AS is_day_before
  FROM flights
  WHERE CAST(day AS date) BETWEEN date_sub(CAST(:interval_key AS date), 7)
                              AND date_sub(CAST(:interval_key AS date), 1)
),
by_origin AS (
  SELECT
    origin,
    avg(late) FILTER (WHERE is_day_before) AS origin_late_1,
    avg(late) AS origin_late_7
  FROM history
  GROUP BY origin
),
by_destination AS (
  SELECT
    destination,
    avg(late) FILTER (WHERE is_day_before) AS destination_late_1,
    avg(late) AS destination_late_7
  FROM history
  GROUP BY destination
),
by_route AS (
  SELECT origin, destination, avg(late) AS route_late_7
  FROM history
  GROUP BY origin, destination
),
by_origin_hour AS (
  SELECT origin, hour, avg(late) AS origin_hour_late_7
  FROM history
  GROUP BY origin, hour
)
SELECT
  today.flight,
  today.origin,
  today.destination,
  today.minute_of_day,
  today.distance,
  weekday(CAST(today.day AS date)) + 1 AS day_of_week,
  by_origin.origin_late_1,
  by_origin.origin_late_7,
  by_destination.destination_late_1,
  by_destination.destination_late_7,
  by_route.route_late_7,
  by_origin_hour.origin_hour_late_7,
  today.late,
  today.day
FROM flights AS today
LEFT JOIN by_origin
  ON by_origin.origin = today.origin
LEFT JOIN by_destination
  ON by_destination.destination = today.destination
LEFT JOIN by_route
  ON by_route.origin = today.origin AND by_route.destination = today.destination
LEFT JOIN by_origin_hour
  ON by_origin_hour.origin = today.origin AND by_origin_hour.hour = today.minute_of_day DIV 60
WHERE today.day = :interval_key
