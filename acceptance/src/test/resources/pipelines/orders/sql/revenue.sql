SELECT
  shop,
  count(*) AS orders,
  sum(quantity) AS quantity,
  CAST(sum(revenue) AS decimal(20, 2)) AS revenue,
  day
FROM orders
WHERE day = :interval_key
GROUP BY shop, day
