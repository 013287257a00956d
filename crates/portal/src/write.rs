//! 写一件诉求: short steps, the state carried in the form, so that nothing is stored before it is sent
//! and nothing needs a script. The last step shows everything once more; then number, code, promise.
//! Photos are a step of their own where a script keeps them; without one they come with the last form.

mod draft;
mod enclosed;
mod pin;
mod places;
pub(crate) mod receipt;
mod sending;
mod tried;

pub(crate) use pin::{at, map};
pub(crate) use places::{county_names, name as area_name, places};

use crate::Portal;
use crate::fault;
use crate::frame::{Frame, show_as};
use crate::look::Look;
use crate::pace::in_parts;
use crate::public::{self, PublicRow};
use app::AppError;
use askama::Template;
use axum::extract::{Form, FromRequest as _, Request, State};
use axum::http::StatusCode;
use axum::http::header::{HeaderMap, SET_COOKIE};
use axum::response::{AppendHeaders, IntoResponse, Response};
use draft::{Draft, Mistake, Step};
use hotline::codes::AreaCode;
use places::County;

/// So many similar cases are shown.
const ALIKE_MOST: usize = 3;

/// A kind as a citizen chooses it.
struct Choice {
    code: &'static str,
    name: &'static str,
    note: &'static str,
    /// Working days.
    days: u32,
}

#[derive(Template)]
#[template(path = "write.html")]
struct Write<'a> {
    frame: &'a Frame,
    draft: &'a Draft,
    step: Step,
    mistakes: Vec<Mistake>,
    /// What went wrong with sending; everything written is still there.
    trouble: Option<String>,
    choices: Vec<Choice>,
    counties: Vec<County>,
    area: String,
    /// Whether there is a map to point at, and where its script is.
    mapped: bool,
    map_script: String,
    /// Where the script is that completes places.
    places_script: String,
    /// What is said of the position that was marked.
    pinned: String,
    /// Published cases that look like the same matter.
    alike: Vec<PublicRow>,
    /// Where the position lies, and where the words say it is, if those are two counties.
    apart: Option<(String, String)>,
    before: Option<Step>,
    /// Whether files come with this form.
    encloses: bool,
}

impl Write<'_> {
    /// The sentence beside a field.
    fn wrong(&self, field: &str) -> Option<&str> {
        let mistake = self.mistakes.iter().find(|mistake| mistake.field == field);
        mistake.map(|mistake| mistake.sentence.as_str())
    }

    /// The words of the place name the area already.
    fn area_told(&self) -> bool {
        let mut parts = self.area.split(' ');
        parts.all(|part| self.draft.place.contains(part))
    }

    fn kind_name(&self) -> &str {
        let chosen = self
            .choices
            .iter()
            .find(|choice| choice.code == self.draft.kind);
        chosen.map_or("", |choice| choice.name)
    }
}

/// The first step, empty.
pub(crate) async fn begin(State(portal): State<Portal>, frame: Frame) -> Response {
    let mut draft = Draft::default();
    if let Err(error) = draft.take_key() {
        return fault::of(&frame, &error);
    }
    page(&portal, frame, &draft, Step::What, Vec::new(), None).await
}

/// A step was filled in: the next, the one before, or the case itself.
pub(crate) async fn go_on(
    State(portal): State<Portal>,
    mut frame: Frame,
    headers: HeaderMap,
    request: Request,
) -> Response {
    if in_parts(&headers) {
        return enclosed::take(&portal, frame, request).await;
    }
    let Ok(Form(fields)) = Form::from_request(request, &()).await else {
        return fault::of_step(
            &frame,
            &AppError::Refused(hotline::refusal::Code::BadValue.into()),
        );
    };
    let mut draft = Draft::of(fields);
    if let Err(error) = draft.take_key() {
        return fault::of_step(&frame, &error);
    }
    let step = draft.step();
    if let Some(wish) = draft.go.strip_prefix("look-") {
        frame.look = Look::of(&headers).change(wish);
        let kept = AppendHeaders([(SET_COOKIE, frame.look.kept())]);
        let shown = page(&portal, frame, &draft, step, Vec::new(), None).await;
        return (kept, shown).into_response();
    }
    if let Some(asked) = Step::asked(&draft.go) {
        return page(&portal, frame, &draft, asked, Vec::new(), None).await;
    }
    // From the home page: what was written is taken over, the kind is still to be chosen.
    if draft.step == "home" {
        return page(&portal, frame, &draft, Step::What, Vec::new(), None).await;
    }
    if let Err(back) = checked(&portal, &frame, &mut draft, step).await {
        return back;
    }
    match draft.after(step) {
        Some(next) => {
            draft.find_area(&portal.app().profile());
            page(&portal, frame, &draft, next, Vec::new(), None).await
        }
        None => match sending::register(&portal, &frame, &draft).await {
            Ok(sent) => {
                let kept = tried::comes_back(&headers);
                sending::received(&portal, &frame, &sent, (&draft, &[]), kept).await
            }
            Err(back) => back,
        },
    }
}

/// What lies before is checked again: a form may come with anything. The page with what is wrong.
async fn checked(
    portal: &Portal,
    frame: &Frame,
    draft: &mut Draft,
    step: Step,
) -> Result<(), Response> {
    for earlier in Step::ALL.into_iter().filter(|other| *other <= step) {
        let mistakes = draft.mistakes(earlier, &portal.app().profile(), frame);
        if !mistakes.is_empty() {
            // A position that cannot be is gone, not in the way of the next try.
            if mistakes.iter().any(|mistake| mistake.field == "point") {
                draft.point.clear();
            }
            return Err(page(portal, frame.clone(), draft, earlier, mistakes, None).await);
        }
    }
    Ok(())
}

async fn page(
    portal: &Portal,
    mut frame: Frame,
    draft: &Draft,
    step: Step,
    mistakes: Vec<Mistake>,
    trouble: Option<String>,
) -> Response {
    frame.form = Some("write");
    let profile = portal.app().profile();
    let choices = match choices(portal, &frame) {
        Ok(choices) => choices,
        Err(error) => return fault::of(&frame, &error),
    };
    let status = if trouble.is_some() {
        StatusCode::SERVICE_UNAVAILABLE
    } else if mistakes.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let counties = if step == Step::Where {
        places::counties(&profile.directory, &draft.area)
    } else {
        Vec::new()
    };
    let alike = if step == Step::Where {
        alike(portal, &frame, draft).await
    } else {
        Vec::new()
    };
    let shown = Write {
        frame: &frame,
        draft,
        step,
        mistakes,
        trouble,
        choices,
        counties,
        area: places::name(&profile.directory, &draft.area),
        mapped: pin::mapped(&profile),
        map_script: crate::assets::address("map.js"),
        places_script: crate::assets::address("places.js"),
        pinned: draft
            .point()
            .map_or_else(String::new, |point| pin::told(&profile, point, &frame).said),
        alike,
        apart: (step > Step::Where)
            .then(|| draft.apart(&profile))
            .flatten(),
        before: draft.before(step),
        encloses: step == Step::Who && !draft.keeps(),
    };
    let mark = AppendHeaders([(SET_COOKIE, tried::cookie(portal.0.secure))]);
    (mark, show_as(status, &frame, &shown)).into_response()
}

/// Published cases that look like the same matter; without them one writes just the same.
async fn alike(portal: &Portal, frame: &Frame, draft: &Draft) -> Vec<PublicRow> {
    let area = Some(draft.area.as_str())
        .filter(|area| !area.is_empty())
        .map(AreaCode::from);
    let words = format!("{}。{}", draft.text, draft.place);
    let found = portal
        .app()
        .similar_published(&words, area.as_ref(), ALIKE_MOST);
    match found.await {
        Ok(found) => found
            .iter()
            .map(|case| public::row(portal, frame, case))
            .collect(),
        Err(error) => {
            tracing::warn!(%error, "similar cases were not looked up");
            Vec::new()
        }
    }
}

fn choices(portal: &Portal, frame: &Frame) -> Result<Vec<Choice>, AppError> {
    use hotline::kind::Kind;
    let rules = portal.app().rules_of(None, portal.app().now())?;
    let choice =
        |code, kind, name: (&'static str, &'static str), note: (&'static str, &'static str)| {
            Choice {
                code,
                name: frame.t(name.0, name.1),
                note: frame.t(note.0, note.1),
                days: rules.limit(kind),
            }
        };
    Ok(vec![
        choice(
            "help",
            Kind::Help,
            ("求助", "Request for help"),
            (
                "有事要人来办：灯不亮、水不通、噪声、井盖",
                "Something to be done: lamps, water, noise, manholes",
            ),
        ),
        choice(
            "consult",
            Kind::Consult,
            ("咨询", "Question"),
            (
                "想问政策、手续、去哪里办",
                "About rules, procedures, where to go",
            ),
        ),
        choice(
            "complaint",
            Kind::Complaint,
            ("投诉", "Complaint"),
            ("有单位或商家没做好", "An office or a business did it badly"),
        ),
        choice(
            "report",
            Kind::Complaint,
            ("举报", "Report"),
            (
                "揭发违法违规；您的姓名电话只有中心知道",
                "Something unlawful; only the centre will know who you are",
            ),
        ),
        choice(
            "suggestion",
            Kind::Suggestion,
            ("建议", "Suggestion"),
            ("有个好主意", "You have a good idea"),
        ),
    ])
}
