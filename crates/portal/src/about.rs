//! 隐私与无障碍: who sees what, what is kept on a device, how pages can be used.

use crate::frame::{Frame, show};
use askama::Template;
use axum::response::Response;

#[derive(Template)]
#[template(path = "about.html")]
struct About<'a> {
    frame: &'a Frame,
}

pub(crate) async fn about(frame: Frame) -> Response {
    show(&frame, &About { frame: &frame })
}
