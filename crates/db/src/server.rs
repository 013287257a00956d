//! Databases on a PostgreSQL server: made and dropped for stories and tests.

use crate::dialect::{Conn, Dialect, Role, Target};
use crate::error::DbError;
use crate::sql::Sql;

/// Makes a database on the server of `server_url` (any database there the user may connect to) and
/// answers the new one's address.
///
/// # Errors
/// [`DbError::Url`] if the address is not PostgreSQL's or the name is not of small letters, digits
/// and `_`; otherwise what the server says.
pub async fn create_database(server_url: &str, name: &str) -> Result<String, DbError> {
    let url = database_url(server_url, name)?;
    run(
        server_url,
        &format!("create database {name} template template0 encoding 'UTF8'"),
    )
    .await?;
    Ok(url)
}

/// Drops a database on the server of `server_url`, if it is there, also while others are connected.
///
/// # Errors
/// As [`create_database`].
pub async fn drop_database(server_url: &str, name: &str) -> Result<(), DbError> {
    database_url(server_url, name)?;
    run(
        server_url,
        &format!("drop database if exists {name} with (force)"),
    )
    .await
}

async fn run(server_url: &str, text: &str) -> Result<(), DbError> {
    let mut conn: Conn = Target::parse(server_url, None)?
        .connect(Role::Write)
        .await?;
    let done = conn.script(text).await;
    conn.close().await;
    done
}

/// The same server, another database.
fn database_url(server_url: &str, name: &str) -> Result<String, DbError> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if name.is_empty() || name.len() > 63 || !name.chars().all(plain) {
        return Err(DbError::Url("a database has a plain name".to_owned()));
    }
    let scheme = server_url.split_once("://");
    let Some((scheme @ ("postgres" | "postgresql"), rest)) = scheme else {
        return Err(DbError::Url("must begin with postgres://".to_owned()));
    };
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let host = path.split_once('/').map_or(path, |(host, _)| host);
    let query = if query.is_empty() {
        String::new()
    } else {
        format!("?{query}")
    };
    Ok(format!("{scheme}://{host}/{name}{query}"))
}

/// The address without its password, for logs.
pub fn redacted(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    // A password may also stand in the query.
    let rest = rest.split('?').next().unwrap_or_default();
    match rest.rsplit_once('@') {
        Some((who, place)) => {
            let user = who.split(':').next().unwrap_or_default();
            format!("{scheme}://{user}@{place}")
        }
        None => format!("{scheme}://{rest}"),
    }
}

/// What the tools of PostgreSQL (`pg_dump` …) need to reach a database, as variables of their
/// environment: there a password is not seen by others on the machine, as on a command line it is.
///
/// # Errors
/// The address is not PostgreSQL's.
pub fn tool_environment(url: &str) -> Result<Vec<(&'static str, String)>, DbError> {
    let Some(("postgres" | "postgresql", rest)) = url.split_once("://") else {
        return Err(DbError::Url("must begin with postgres://".to_owned()));
    };
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (authority, name) = path.split_once('/').unwrap_or((path, ""));
    let (who, place) = authority.rsplit_once('@').unwrap_or(("", authority));
    let (user, password) = who.split_once(':').unwrap_or((who, ""));
    let (host, port) = match place.rsplit_once(':') {
        // A colon inside brackets belongs to an address of IPv6.
        Some((host, port)) if !port.contains(']') => (host, port),
        _ => (place, ""),
    };
    let mut variables = vec![
        ("PGHOST", decoded(host.trim_matches(['[', ']']))),
        ("PGPORT", port.to_owned()),
        ("PGUSER", decoded(user)),
        ("PGPASSWORD", decoded(password)),
        ("PGDATABASE", decoded(name)),
    ];
    for (key, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
        let variable = match key {
            "host" => "PGHOST",
            "port" => "PGPORT",
            "user" => "PGUSER",
            "password" => "PGPASSWORD",
            "dbname" => "PGDATABASE",
            "sslmode" | "ssl-mode" => "PGSSLMODE",
            "sslrootcert" | "ssl-root-cert" => "PGSSLROOTCERT",
            "sslcert" | "ssl-cert" => "PGSSLCERT",
            "sslkey" | "ssl-key" => "PGSSLKEY",
            _ => continue,
        };
        variables.retain(|(known, _)| *known != variable);
        variables.push((variable, decoded(value)));
    }
    variables.retain(|(_, value)| !value.is_empty());
    Ok(variables)
}

/// `%40` is `@`.
fn decoded(text: &str) -> String {
    let (mut bytes, mut rest) = (Vec::with_capacity(text.len()), text.as_bytes());
    while let [first, after @ ..] = rest {
        let code = match (first, after) {
            (b'%', [a, b, ..]) => std::str::from_utf8(&[*a, *b])
                .ok()
                .and_then(|hex| u8::from_str_radix(hex, 16).ok()),
            _ => None,
        };
        bytes.push(code.unwrap_or(*first));
        rest = after
            .get(if code.is_some() { 2 } else { 0 }..)
            .unwrap_or_default();
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Whether a database of PostgreSQL holds no table of anybody yet.
///
/// # Errors
/// The server does not answer.
pub async fn is_empty(url: &str) -> Result<bool, DbError> {
    let mut conn = Target::parse(url, None)?.connect(Role::Write).await?;
    let sql = Sql::new(
        "select 1 from pg_catalog.pg_tables where schemaname not in ('pg_catalog', 'information_schema') limit 1",
    );
    let found = match sql.render(Dialect::Postgres) {
        Ok(sql) => conn.first(sql).await,
        Err(error) => Err(error),
    };
    conn.close().await;
    Ok(found?.is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        let url = "postgres://a:secret@h:5/postgres?sslmode=disable";
        assert_eq!(
            database_url(url, "minsheng_story_1").unwrap(),
            "postgres://a:secret@h:5/minsheng_story_1?sslmode=disable"
        );
        assert!(database_url(url, "x; drop").is_err());
        assert!(database_url("sqlite:x", "x").is_err());
        assert_eq!(redacted(url), "postgres://a@h:5/postgres");
        assert_eq!(redacted("sqlite:data/m.db"), "sqlite:data/m.db");
        assert_eq!(redacted("postgres://h/x?password=y"), "postgres://h/x");
    }

    #[test]
    fn tools_get_the_address_by_their_environment() {
        let url =
            "postgres://m:p%40ss%3A%E4%B8%AD@[::1]:5/minsheng?sslmode=require&application_name=x";
        let variables = tool_environment(url).unwrap();
        let expected = [
            ("PGHOST", "::1"),
            ("PGPORT", "5"),
            ("PGUSER", "m"),
            ("PGPASSWORD", "p@ss:中"),
            ("PGDATABASE", "minsheng"),
            ("PGSSLMODE", "require"),
        ];
        let expected: Vec<_> = expected.map(|(key, value)| (key, value.to_owned())).into();
        assert_eq!(variables, expected);
        assert_eq!(tool_environment("postgres://h/d").unwrap().len(), 2);
        assert_eq!(decoded("100%"), "100%");
        assert!(tool_environment("sqlite:x").is_err());
    }
}
