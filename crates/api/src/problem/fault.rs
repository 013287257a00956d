//! Problems of the wire itself, before any rule of a case is asked.

use axum::http::StatusCode;

macro_rules! faults {
    ($($(#[$doc:meta])* $name:ident $code:literal $status:ident $zh:literal $en:literal;)*) => {
        /// A problem of the wire; rules of cases have [`hotline::refusal::Code`].
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Fault { $($(#[$doc])* $name,)* }

        impl Fault {
            /// Every fault there is.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];
            /// The stable code.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }
            /// The HTTP status.
            pub const fn status(self) -> StatusCode {
                match self { $(Self::$name => StatusCode::$status,)* }
            }
            /// The sentence in Chinese.
            pub const fn zh(self) -> &'static str {
                match self { $(Self::$name => $zh,)* }
            }
            /// The sentence in English.
            pub const fn en(self) -> &'static str {
                match self { $(Self::$name => $en,)* }
            }
        }
    };
}

faults! {
    /// The request itself is broken.
    BadRequest "bad_request" BAD_REQUEST
        "请求不完整或看不懂。请检查地址和内容后重发。"
        "The request is broken. Check its address and content and send it again.";
    /// Not JSON.
    MalformedJson "malformed_json" BAD_REQUEST
        "内容不是正确的 JSON。请检查引号、逗号和括号。"
        "The body is not valid JSON. Check quotes, commas and brackets.";
    /// Nobody is signed in.
    Unauthenticated "unauthenticated" UNAUTHORIZED
        "请先登录，或登录已过期。"
        "Sign in first; the session may have ended.";
    /// Login and password do not fit.
    WrongPassword "wrong_password" UNAUTHORIZED
        "账号或密码不对，或者账号因多次输错已暂时锁定（一小时）。"
        "Login or password is wrong, or the account is locked for an hour after too many tries.";
    /// The key is not for this.
    ScopeMissing "scope_missing" FORBIDDEN
        "这把密钥没有办这一项的权限。请找系统管理员另发一把。"
        "The key may not be used for this. Ask the administrator for another one.";
    /// A page of another site sent it.
    CrossOrigin "cross_origin" FORBIDDEN
        "请求来自别的网站，没有办理。请在本站操作。"
        "The request came from another site and was not carried out.";
    /// No such path.
    NoSuchPath "no_such_path" NOT_FOUND
        "没有这个地址。接口清单在 /api/docs。"
        "There is no such path. See /api/docs for the list.";
    /// The path knows other methods.
    MethodNotAllowed "method_not_allowed" METHOD_NOT_ALLOWED
        "这个地址不支持这种方法。请看响应头 Allow。"
        "The path does not know this method. See the header Allow.";
    /// The body did not arrive.
    SlowBody "slow_body" REQUEST_TIMEOUT
        "内容没有在 15 秒内传完，没有办理。请重发。"
        "The body did not arrive within 15 seconds. Nothing was done; send it again.";
    /// The body is too large.
    TooLarge "too_large" PAYLOAD_TOO_LARGE
        "内容太大，最多 256 KiB。请缩短文字。"
        "The body is too large: at most 256 KiB. Shorten the texts.";
    /// Not sent as JSON.
    UnsupportedMediaType "unsupported_media_type" UNSUPPORTED_MEDIA_TYPE
        "内容须是 JSON，请写明 Content-Type: application/json。"
        "Send JSON, with Content-Type: application/json.";
    /// Too many requests of one sender.
    TooMany "too_many_requests" TOO_MANY_REQUESTS
        "请求太多，没有办理。请按响应头 Retry-After 写的秒数等一等再发。"
        "Too many requests; nothing was done. Wait as many seconds as the header Retry-After says.";
    /// A file that was not sent as a form.
    NotMultipart "not_multipart" UNSUPPORTED_MEDIA_TYPE
        "附件须用 multipart/form-data 发送，文件放在名为 file 的一栏。"
        "Send a file as multipart/form-data, in the part named file.";
    /// The place where files lie is full or gone.
    NoFiles "files_unavailable" SERVICE_UNAVAILABLE
        "附件现在存取不了，请稍后再试；没有确认的都没有记下。"
        "Files are not available now. Try again later; what was not confirmed was not stored.";
    /// A mistake of ours.
    Internal "internal" INTERNAL_SERVER_ERROR
        "平台内部出错，已记录。这一步没有确认，请稍后查看再办。"
        "An internal error, which is logged. The step is not confirmed; look again later.";
    /// The database does not answer.
    Unavailable "unavailable" SERVICE_UNAVAILABLE
        "数据库暂时不可用，请稍后再试；没有确认的都没有记下。"
        "The database is not available now. Try again later; what was not confirmed was not stored.";
    /// The write took too long to be confirmed and goes on, or the database went away while it confirmed it.
    Unconfirmed "unconfirmed" SERVICE_UNAVAILABLE
        "存储没有及时确认：这一步可能已经记下，也可能还没有。请过一会儿用同一个 Idempotency-Key 再发一次，不会办两次。"
        "Storage did not confirm in time: the step may have been kept, or not yet. Send it again in a while with the same Idempotency-Key; it is not done twice.";
    /// Too much at once.
    Busy "busy" SERVICE_UNAVAILABLE
        "现在太忙，请几秒钟后再试。"
        "Too busy now. Try again in a few seconds.";
}
