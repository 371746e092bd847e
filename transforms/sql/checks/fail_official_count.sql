-- The classes recounted from the scores are those the BA publishes in its overview.
select region_id, year, level, rated, published_rated, engpass, published_engpass,
       beobachtung, published_beobachtung, kein_engpass, published_kein_engpass
from official_count
where digits = 3 and published_rated is not null
  and (rated, engpass, beobachtung, kein_engpass)
      is distinct from (published_rated, published_engpass, published_beobachtung, published_kein_engpass);
