-- What is known of a flight of the interval's day at its departure. `flights` holds that day and
-- the 7 days before it.
--
-- A flight's label is known when it has arrived, so only closed days make history: no row of the
-- interval's own day goes into a rate. A rate is null where nothing flew in its window.
WITH cells AS (
  -- The flights of one route and hour. Rates are sums over cells, so the days are read only once;
  -- a cell that has flown on the interval's day alone counts none.
  SELECT
    origin,
    destination,
    minute_of_day DIV 60 AS hour,
    count_if(days_ago BETWEEN 1 AND 7) AS flown_7,
    sum(late) FILTER (WHERE days_ago BETWEEN 1 AND 7) AS late_7,
    count_if(days_ago = 1) AS flown_1,
    sum(late) FILTER (WHERE days_ago = 1) AS late_1
  FROM (SELECT *, datediff(CAST(:interval_key AS date), CAST(day AS date)) AS days_ago FROM flights)
  GROUP BY ALL
),
history AS (
  SELECT
    origin,
    destination,
    hour,
    -- By destination first: the rates that follow are all found among the cells of one origin.
    try_divide(sum(late_1) OVER destinations, sum(flown_1) OVER destinations)
      AS destination_late_1,
    try_divide(sum(late_7) OVER destinations, sum(flown_7) OVER destinations)
      AS destination_late_7,
    try_divide(sum(late_1) OVER origins, sum(flown_1) OVER origins) AS origin_late_1,
    try_divide(sum(late_7) OVER origins, sum(flown_7) OVER origins) AS origin_late_7,
    try_divide(sum(late_7) OVER routes, sum(flown_7) OVER routes) AS route_late_7,
    try_divide(sum(late_7) OVER origin_hours, sum(flown_7) OVER origin_hours)
      AS origin_hour_late_7
  FROM cells
  WINDOW
    origins AS (PARTITION BY origin),
    destinations AS (PARTITION BY destination),
    routes AS (PARTITION BY origin, destination),
    origin_hours AS (PARTITION BY origin, hour)
)
SELECT
  today.flight,
  today.origin,
  today.destination,
  today.minute_of_day,
  today.distance,
  weekday(CAST(today.day AS date)) + 1 AS day_of_week,
  history.origin_late_1,
  history.origin_late_7,
  history.destination_late_1,
  history.destination_late_7,
  history.route_late_7,
  history.origin_hour_late_7,
  today.late,
  today.day
FROM flights AS today
JOIN history
  ON history.origin = today.origin
    AND history.destination = today.destination
    AND history.hour = today.minute_of_day DIV 60
WHERE today.day = :interval_key
