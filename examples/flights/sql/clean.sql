-- The landed rows of one day, typed. Every landed row comes out: what is wrong with a row is left
-- to see, and the expectations of table `flights` put it in quarantine.
--
-- `flight`: the source has no key (no carrier, no flight number), so rows that left at the same
-- minute for the same place are counted: 2001-01-05T06:35-RNO-PHX-1, -2, ... in the order of their
-- other columns. Rows alike in all columns cannot be told apart, so either number does for either.
WITH parsed AS (
  SELECT
    date AS departure,
    -- Local wall time without a zone. The pattern refuses dates without a time, which a cast alone
    -- would take for midnight; timestamp_ntz keeps the hour that daylight saving skips elsewhere.
    CASE
      WHEN date RLIKE '^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}$'
      THEN try_cast(date AS timestamp_ntz)
    END AS departed,
    delay,
    distance,
    origin,
    destination
  FROM raw
)
SELECT
  concat_ws(
    '-',
    coalesce(date_format(departed, "yyyy-MM-dd'T'HH:mm"), 'unknown'),
    coalesce(origin, 'unknown'),
    coalesce(destination, 'unknown'),
    row_number() OVER (
      PARTITION BY departed, origin, destination
      ORDER BY departure, distance, delay
    )
  ) AS flight,
  departure,
  to_date(departed) AS departure_day,
  hour(departed) * 60 + minute(departed) AS minute_of_day,
  origin,
  destination,
  distance,
  delay,
  CAST(delay >= 15 AS int) AS late,
  :interval_key AS day
FROM parsed
