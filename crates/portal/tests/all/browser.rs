//! A house with its pages, and a browser of one's own.

use app::App;
use app::clock::SetClock;
use axum::body::{Body, to_bytes};
use axum::http::header::{
    CONTENT_DISPOSITION, CONTENT_TYPE, COOKIE, HOST, LOCATION, RETRY_AFTER, SET_COOKIE,
};
use axum::http::{Request, StatusCode};
use portal::Portal;
use std::collections::BTreeMap;
use std::sync::Arc;
use store::{Scratch, Store};
use tower::ServiceExt as _;

/// A house on SQLite, at half past ten of a Friday.
pub struct House {
    pub app: App,
    pub clock: Arc<SetClock>,
    secure: bool,
    /// Where the public comes, by the settings.
    pub address: Option<String>,
    _scratch: Scratch,
}

impl House {
    /// `secure`: browsers come by HTTPS only.
    pub async fn new(secure: bool) -> Self {
        let scratch = Scratch::sqlite().unwrap();
        let store = Store::open(scratch.url()).await.unwrap();
        let now = "2026-11-20T10:30:00+08:00".parse().unwrap();
        let profile = app::profile::built_in().unwrap();
        let clock = Arc::new(SetClock::at(now));
        let app = App::open(store, profile, clock.clone(), None).await;
        Self {
            app: app.unwrap(),
            clock,
            secure,
            address: None,
            _scratch: scratch,
        }
    }

    pub fn browser(&self, keeps: Keeps) -> Browser<'_> {
        Browser {
            house: self,
            keeps,
            cookies: BTreeMap::new(),
        }
    }
}

/// What a browser does with cookies.
#[derive(Clone, Copy, PartialEq)]
pub enum Keeps {
    All,
    /// None that is `Secure`, as over plain HTTP.
    Plain,
    None,
}

/// An answer.
pub struct Answer {
    pub status: StatusCode,
    pub to: Option<String>,
    pub set: Vec<String>,
    /// After how many seconds to come again.
    pub later: Option<String>,
    /// How it is to be kept, where it is a file.
    pub file: Option<String>,
    pub text: String,
}

impl Answer {
    /// What the element of this id says; nothing if there is none.
    pub fn element(&self, id: &str) -> Option<&str> {
        let (_, from) = self.text.split_once(&format!("id=\"{id}\">"))?;
        Some(from.split('<').next().unwrap())
    }

    /// The value of the hidden field of this name.
    pub fn hidden(&self, name: &str) -> String {
        let field = format!("name=\"{name}\" value=\"");
        let (_, from) = self.text.split_once(&field).expect("the field");
        from.split('"').next().unwrap().to_owned()
    }
}

/// A browser that follows no redirect by itself.
pub struct Browser<'a> {
    house: &'a House,
    keeps: Keeps,
    pub cookies: BTreeMap<String, String>,
}

impl Browser<'_> {
    pub async fn get(&mut self, path: &str) -> Answer {
        self.ask(Request::get(path), Body::empty()).await
    }

    /// The same, of a host that the browser names.
    pub async fn get_of(&mut self, host: &str, path: &str) -> Answer {
        let request = Request::get(path).header(HOST, host);
        self.ask(request, Body::empty()).await
    }

    /// Sends a form; its values stand as they are sent.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let pairs: Vec<String> = fields.iter().map(|(k, v)| format!("{k}={v}")).collect();
        let request = Request::post(path).header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.ask(request, Body::from(pairs.join("&"))).await
    }

    /// The last form with a file field in it, as it goes out without script.
    pub async fn post_in_parts(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.post_as("multipart/form-data; boundary=xx", path, fields)
            .await
    }

    /// The same where a browser calls it `kind`.
    pub async fn post_as(&mut self, kind: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        let part = |(name, value): &(&str, &str)| {
            format!("--xx\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        };
        let body: String = fields.iter().map(part).collect();
        let body = body + "--xx--\r\n";
        let request = Request::post(path).header(CONTENT_TYPE, kind);
        self.ask(request, Body::from(body)).await
    }

    /// A form with one key and files by name and content.
    pub async fn post_files(&mut self, path: &str, key: &str, files: &[(&str, &[u8])]) -> Answer {
        let mut body =
            format!("--xx\r\ncontent-disposition: form-data; name=\"key\"\r\n\r\n{key}\r\n")
                .into_bytes();
        for (name, content) in files {
            let head = format!(
                "--xx\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n"
            );
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(content);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--xx--\r\n");
        let kind = "multipart/form-data; boundary=xx";
        let request = Request::post(path).header(CONTENT_TYPE, kind);
        self.ask(request, Body::from(body)).await
    }

    async fn ask(&mut self, request: axum::http::request::Builder, body: Body) -> Answer {
        let cookies: Vec<String> = (self.cookies.iter())
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let request = request.header(COOKIE, cookies.join("; "));
        let (app, address) = (self.house.app.clone(), self.house.address.clone());
        let portal = Portal::new(app, self.house.secure, false, address);
        let pages = portal::outside(portal.clone(), portal::pages(portal));
        let reply = pages.oneshot(request.body(body).unwrap());
        let (parts, body) = reply.await.unwrap().into_parts();
        let all = |name| parts.headers.get_all(name).iter();
        let texts = |name| all(name).map(|value| value.to_str().unwrap().to_owned());
        let set: Vec<String> = texts(SET_COOKIE).collect();
        for cookie in &set {
            self.keep(cookie);
        }
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        Answer {
            later: texts(RETRY_AFTER).next(),
            file: texts(CONTENT_DISPOSITION).next(),
            status: parts.status,
            to: texts(LOCATION).next(),
            set,
            text: String::from_utf8(bytes.to_vec()).unwrap(),
        }
    }

    fn keep(&mut self, cookie: &str) {
        if self.keeps == Keeps::None || (self.keeps == Keeps::Plain && cookie.ends_with("; Secure"))
        {
            return;
        }
        let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
        if cookie.contains("Max-Age=0") {
            self.cookies.remove(name);
        } else {
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }
}
