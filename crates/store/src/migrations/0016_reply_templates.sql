-- Reply templates in dated versions: a change ends one row and adds the next.
create table reply_templates (
    template_id BIGINT not null,
    version BIGINT not null,
    unit TEXT not null,
    name TEXT not null,
    text TEXT not null,
    written_by TEXT not null,
    valid_from BIGINT not null,
    valid_to BIGINT,
    primary key (template_id, version)
);
create index reply_templates_of_unit on reply_templates (unit, name) where valid_to is null;
