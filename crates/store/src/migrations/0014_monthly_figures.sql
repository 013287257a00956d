-- Sums of whole months beside those of their days, under the day 00: 20171100.
insert into daily_figures
select cube, day / 100 * 100, a, b, c, sum(received), sum(given), sum(in_time), sum(late), sum(direct),
    sum(returned_upheld), sum(returned_rejected), sum(reworked), sum(heard), sum(solved), sum(satisfied),
    sum(grades), sum(minutes)
from daily_figures
group by cube, day / 100 * 100, a, b, c;
