SELECT
  shop,
  count(*) AS orders,
  CAST(sum(price * quantity) AS decimal(20, 2)) AS revenue,
  :interval_key AS day
FROM orders
WHERE price >= 0.10
GROUP BY shop
