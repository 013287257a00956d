//! Databases on a PostgreSQL server: made and dropped for stories and tests.

use crate::dialect::{Conn, Role, Target};
use crate::error::DbError;

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
}
