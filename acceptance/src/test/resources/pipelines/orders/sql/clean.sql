SELECT
  order_id,
  shop,
  product,
  quantity,
  price,
  CAST(quantity * price AS decimal(20, 2)) AS revenue,
  :interval_key AS day
FROM raw
