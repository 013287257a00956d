-- Days of one unit are far apart in the key of the cubes.
create index daily_figures_lead on daily_figures (a, day) where cube = 'unit';
create index daily_figures_hand on daily_figures (b, day) where cube = 'unit' and b <> '';
