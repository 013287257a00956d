//! The published cases for programs: CSV and Atom, narrowed as the list is.

use super::narrowing::Narrowing;
use crate::Portal;
use crate::fault;
use crate::follow::instant;
use crate::frame::Frame;
use crate::write::area_name;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, LINK};
use axum::response::{IntoResponse as _, Response};
use hotline::scope::view::CaseView;
use workday::Instant;

/// Rows of a file; one that ends before the list says where it goes on.
const ROWS: usize = 1000;
/// Entries of a feed.
const ENTRIES: usize = 50;

/// The list as a file for spreadsheets.
pub(crate) async fn csv(
    State(portal): State<Portal>,
    frame: Frame,
    narrowing: Result<Query<Narrowing>, axum::extract::rejection::QueryRejection>,
) -> Response {
    let narrowing = narrowing.map(|narrowing| narrowing.0).unwrap_or_default();
    let found = match narrowing.find(portal.app(), ROWS).await {
        Ok(found) => found,
        Err(error) => return fault::of(&frame, &error),
    };
    // The mark lets spreadsheets see that this is UTF-8.
    let mut text = String::from(
        "\u{feff}编号,类别,事项,区域代码,区域,标题,内容,答复,承办单位,提出时间,受理时间,承诺最后一天,答复时间,按期,评价,解决,同遇\r\n",
    );
    for case in &found.cases {
        text += &line(&portal, case);
    }
    let mut next = HeaderMap::new();
    if let Some(before) = found.next {
        let on = narrowing.address("/public.csv", Some(before));
        text += &unfinished(&on);
        if let Ok(link) = format!("<{on}>; rel=\"next\"").parse() {
            next.insert(LINK, link);
        }
    }
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (
            CONTENT_DISPOSITION,
            "attachment; filename=\"public-cases.csv\"",
        ),
        (CACHE_CONTROL, "public, max-age=300"),
    ];
    (next, headers, text).into_response()
}

fn line(portal: &Portal, case: &CaseView) -> String {
    let text = |part: Option<&str>| part.unwrap_or_default().to_owned();
    let area = case.area.as_ref().map(|area| area.as_str().to_owned());
    let directory = &portal.app().profile().directory;
    let counted = instant(case.counted_at.as_deref());
    let in_time = counted
        .zip(instant(case.due.as_deref()))
        .map(|(counted, due)| if counted < due { "是" } else { "否" });
    let rating = case.rating.as_ref();
    let cells = [
        case.no.clone(),
        case.kind.zh().to_owned(),
        text(case.item.as_ref().map(hotline::codes::ItemCode::as_str)),
        text(area.as_deref()),
        area_name(directory, area.as_deref().unwrap_or_default()),
        text(case.title.as_deref()),
        text(case.text.as_deref()),
        text(case.answer.as_deref()),
        text(case.lead.as_deref()),
        case.submitted_at.clone(),
        text(case.accepted_at.as_deref()),
        case.last_day.map(|day| day.to_string()).unwrap_or_default(),
        text(case.counted_at.as_deref()),
        text(in_time),
        rating
            .map(|rating| rating.grade.to_string())
            .unwrap_or_default(),
        text(rating.map(|rating| if rating.solved { "是" } else { "否" })),
        case.me_too.to_string(),
    ];
    let cells: Vec<_> = cells.iter().map(|cell| quoted(cell)).collect();
    cells.join(",") + "\r\n"
}

/// The last line of a file that ends before the list: it must not look whole.
fn unfinished(on: &str) -> String {
    quoted(&format!("未完：这里是 {ROWS} 件，更早的在 {on}")) + "\r\n"
}

/// A cell. One that a spreadsheet would take for a formula begins with an apostrophe.
fn quoted(cell: &str) -> String {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let mark = if formula { "'" } else { "" };
    format!("\"{mark}{}\"", cell.replace('"', "\"\""))
}

/// The list as an Atom feed.
pub(crate) async fn atom(
    State(portal): State<Portal>,
    frame: Frame,
    headers: HeaderMap,
    narrowing: Result<Query<Narrowing>, axum::extract::rejection::QueryRejection>,
) -> Response {
    let narrowing = narrowing.map(|narrowing| narrowing.0).unwrap_or_default();
    let cases = match narrowing.latest(portal.app(), ENTRIES).await {
        Ok(cases) => cases,
        Err(error) => return fault::of(&frame, &error),
    };
    let base = portal.base(&headers);
    let newest = cases.iter().filter_map(published).max();
    // Nothing was published ever: a feed that stays as it is must not look new every time.
    let newest = newest.unwrap_or(Instant::from_millis(0));
    let demo = if portal.0.demo {
        "（示例数据）"
    } else {
        ""
    };
    let address = base.clone() + &narrowing.address("/public.atom", None);
    let page = base.clone() + &narrowing.address("/public", None);
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"zh-CN\">\n\
         <title>{} 12345 公开诉求{demo}</title>\n<id>{1}</id>\n<link rel=\"self\" href=\"{1}\"/>\n<link href=\"{2}\"/>\n<updated>{3}</updated>\n\
         <author><name>{0} 12345 便民服务平台</name></author>\n",
        xml(&portal.app().profile().city),
        xml(&address),
        xml(&page),
        newest
    );
    for case in &cases {
        text += &entry(&base, case);
    }
    text += "</feed>\n";
    let headers = [
        (CONTENT_TYPE, "application/atom+xml; charset=utf-8"),
        (CACHE_CONTROL, "public, max-age=300"),
    ];
    (headers, text).into_response()
}

/// When the public last had something new to read: the copy as it was last published.
fn published(case: &CaseView) -> Option<Instant> {
    instant(case.published_at.as_deref())
}

fn entry(base: &str, case: &CaseView) -> String {
    let content = format!(
        "{}\n\n答复：{}",
        case.text.as_deref().unwrap_or_default(),
        case.answer.as_deref().unwrap_or_default()
    );
    format!(
        "<entry><title>{}</title><id>{base}/public/{1}</id><link href=\"{base}/public/{1}\"/><published>{2}</published><updated>{3}</updated><content type=\"text\">{4}</content></entry>\n",
        xml(case.title.as_deref().unwrap_or_default()),
        xml(&case.no),
        (case.published_at.as_deref()).unwrap_or(&case.submitted_at),
        (case.published_at.as_deref()).unwrap_or(&case.submitted_at),
        xml(&content),
        base = xml(base),
    )
}

/// Text inside XML; characters that XML does not know are left out.
fn xml(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe += "&amp;",
            '<' => safe += "&lt;",
            '>' => safe += "&gt;",
            '"' => safe += "&quot;",
            '\u{fffe}' | '\u{ffff}' => {}
            c if c.is_control() && !matches!(c, '\n' | '\t') => {}
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_text() {
        assert_eq!(quoted("=1+1"), "\"'=1+1\"");
        assert_eq!(quoted("说“\"好\"”"), "\"说“\"\"好\"\"”\"");
    }

    #[test]
    fn a_file_that_ends_before_the_list_says_where_it_goes_on() {
        let narrowing = Narrowing {
            kind: "help".to_owned(),
            ..Narrowing::default()
        };
        assert_eq!(
            unfinished(&narrowing.address("/public.csv", Some(7))),
            "\"未完：这里是 1000 件，更早的在 /public.csv?kind=help&before=7\"\r\n"
        );
    }

    #[test]
    fn markup_is_text() {
        assert_eq!(
            xml("<a href=\"x\">&\u{1}</a>"),
            "&lt;a href=&quot;x&quot;&gt;&amp;&lt;/a&gt;"
        );
    }
}
