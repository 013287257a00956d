//! One POST, within bounds.

use crate::Net;
use crate::net::is_public;
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1;
use hyper::header::{CONTENT_TYPE, HOST, HeaderValue, USER_AGENT};
use hyper::{Method, Request, Response};
use hyper_util::rt::TokioIo;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use url::{Host, Url};

/// A whole exchange: looking up, connecting, sending, the answer.
const TIME: Duration = Duration::from_secs(10);
/// So much of an answer is read.
const ANSWER_MAX: usize = 16 * 1024;
/// The longest address, in characters.
const ADDRESS_MAX: usize = 500;

/// Why nothing arrived, or nobody knows whether it did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// The address is none that can be sent to.
    #[error("地址须是 https://…，不带账号密码 (expected an https address without credentials)")]
    BadAddress,
    /// A port that belongs to other things than the web.
    #[error("端口须是 80、443 或 1024 以上 (the port must be 80, 443 or 1024 and above)")]
    BadPort,
    /// It leads to where nobody outside may reach through us.
    #[error("地址在内部网络，没有被允许 (the address is private and not allowed)")]
    NotAllowed,
    /// The name is not known.
    #[error("查不到这个主机名 (no such host)")]
    NoSuchHost,
    /// Nobody listens there.
    #[error("连不上 (cannot connect)")]
    Unreachable,
    /// The certificate is not right.
    #[error("TLS 握手失败 (the TLS handshake failed)")]
    Tls,
    /// It took too long.
    #[error("10 秒内没有答复 (no answer within 10 seconds)")]
    TimedOut,
    /// The connection broke.
    #[error("连接中断 (the connection broke)")]
    Broken,
}

/// Sends requests. Clones share what they need.
#[derive(Clone)]
pub struct Courier {
    allowed: Arc<[Net]>,
    tls: TlsConnector,
}

/// Where a request goes.
struct Target {
    url: Url,
    host: String,
    port: u16,
    tls: bool,
}

impl Courier {
    /// One who may also reach these private blocks.
    pub fn new(allowed: Vec<Net>) -> Self {
        let mut roots = RootCertStore::empty();
        // Whatever cannot be read of them cannot vouch for anybody.
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        let config = ClientConfig::builder()
            .with_root_certificates(roots)
            .with_no_client_auth();
        Self {
            allowed: allowed.into(),
            tls: TlsConnector::from(Arc::new(config)),
        }
    }

    /// Whether an address could be sent to, as far as can be said without looking the name up.
    ///
    /// # Errors
    /// [`Failure::BadAddress`], [`Failure::BadPort`], [`Failure::NotAllowed`].
    pub fn check(&self, address: &str) -> Result<(), Failure> {
        let target = Target::of(address)?;
        match target.url.host() {
            Some(Host::Ipv4(ip)) => self.may_reach(IpAddr::V4(ip), target.tls),
            Some(Host::Ipv6(ip)) => self.may_reach(IpAddr::V6(ip), target.tls),
            // A name that needs no look-up; one that means both kinds of addresses may be reached by either.
            Some(Host::Domain(name)) if is_this_machine(name) => {
                let either = THIS_MACHINE.map(|address| self.may_reach(address, target.tls));
                either[0].or(either[1])
            }
            // A name without TLS can only mean an allowed block; which, its look-up tells.
            _ if target.tls || !self.allowed.is_empty() => Ok(()),
            _ => Err(Failure::BadAddress),
        }
    }

    /// Posts JSON; gives the status of the answer, whatever it is.
    ///
    /// # Errors
    /// Nothing arrived, or nobody knows whether it did.
    pub async fn post(
        &self,
        address: &str,
        headers: &[(&'static str, &str)],
        body: Vec<u8>,
    ) -> Result<u16, Failure> {
        let target = Target::of(address)?;
        let request = request(&target, headers, body)?;
        let sent = tokio::time::timeout(TIME, self.exchange(&target, request)).await;
        sent.map_err(|_| Failure::TimedOut)?
    }

    async fn exchange(
        &self,
        target: &Target,
        request: Request<Full<Bytes>>,
    ) -> Result<u16, Failure> {
        let stream = self.connect(target).await?;
        if !target.tls {
            return send(stream, request).await;
        }
        let name = ServerName::try_from(target.host.clone()).map_err(|_| Failure::BadAddress)?;
        let stream = self.tls.connect(name, stream).await;
        send(stream.map_err(|_| Failure::Tls)?, request).await
    }

    async fn connect(&self, target: &Target) -> Result<TcpStream, Failure> {
        let found = tokio::net::lookup_host((target.host.as_str(), target.port)).await;
        let found: Vec<SocketAddr> = found.map_err(|_| Failure::NoSuchHost)?.collect();
        let mut failure = Failure::NoSuchHost;
        for address in found {
            // Checked here and connected to here: nobody can change the name's meaning in between.
            if let Err(why) = self.may_reach(address.ip(), target.tls) {
                failure = why;
                continue;
            }
            match TcpStream::connect(address).await {
                Ok(stream) => return Ok(stream),
                Err(_) => failure = Failure::Unreachable,
            }
        }
        Err(failure)
    }

    fn may_reach(&self, address: IpAddr, tls: bool) -> Result<(), Failure> {
        if self.allowed.iter().any(|net| net.contains(address)) {
            Ok(())
        } else if !is_public(address) {
            Err(Failure::NotAllowed)
        } else if tls {
            Ok(())
        } else {
            Err(Failure::BadAddress)
        }
    }
}

/// What `localhost` means everywhere.
const THIS_MACHINE: [IpAddr; 2] = [
    IpAddr::V6(Ipv6Addr::LOCALHOST),
    IpAddr::V4(Ipv4Addr::LOCALHOST),
];

fn is_this_machine(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    name == "localhost" || name.ends_with(".localhost")
}

impl Target {
    fn of(address: &str) -> Result<Self, Failure> {
        if address.chars().count() > ADDRESS_MAX {
            return Err(Failure::BadAddress);
        }
        let url = Url::parse(address).map_err(|_| Failure::BadAddress)?;
        let tls = match url.scheme() {
            "https" => true,
            "http" => false,
            _ => return Err(Failure::BadAddress),
        };
        if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
            return Err(Failure::BadAddress);
        }
        let host = match url.host().ok_or(Failure::BadAddress)? {
            Host::Ipv6(ip) => ip.to_string(),
            other => other.to_string(),
        };
        let port = url.port_or_known_default().ok_or(Failure::BadAddress)?;
        if port < 1024 && !matches!(port, 80 | 443) {
            return Err(Failure::BadPort);
        }
        Ok(Self {
            url,
            host,
            port,
            tls,
        })
    }
}

fn request(
    target: &Target,
    headers: &[(&'static str, &str)],
    body: Vec<u8>,
) -> Result<Request<Full<Bytes>>, Failure> {
    let path = match target.url.query() {
        Some(query) => format!("{}?{query}", target.url.path()),
        None => target.url.path().to_owned(),
    };
    let authority = match (target.url.host_str(), target.url.port()) {
        (Some(host), Some(port)) => format!("{host}:{port}"),
        (Some(host), None) => host.to_owned(),
        (None, _) => return Err(Failure::BadAddress),
    };
    let mut request = Request::builder()
        .method(Method::POST)
        .uri(path)
        .header(HOST, authority)
        .header(CONTENT_TYPE, "application/json")
        .header(USER_AGENT, concat!("minsheng/", env!("CARGO_PKG_VERSION")));
    for (name, value) in headers {
        let value = HeaderValue::from_str(value).map_err(|_| Failure::BadAddress)?;
        request = request.header(*name, value);
    }
    let request = request.body(Full::new(Bytes::from(body)));
    request.map_err(|_| Failure::BadAddress)
}

async fn send<S>(stream: S, request: Request<Full<Bytes>>) -> Result<u16, Failure>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let connection = http1::handshake(TokioIo::new(stream)).await;
    let (mut sender, connection) = connection.map_err(|_| Failure::Broken)?;
    let driving = tokio::spawn(connection);
    let answer = sender.send_request(request).await;
    let answer = answer.map_err(|_| Failure::Broken);
    let status = match answer {
        Ok(answer) => {
            let status = answer.status().as_u16();
            read_some(answer).await;
            Ok(status)
        }
        Err(failure) => Err(failure),
    };
    driving.abort();
    status
}

/// Reads the beginning of an answer: a sender that is cut off too early takes it for an error.
async fn read_some(answer: Response<Incoming>) {
    let (mut body, mut read) = (answer.into_body(), 0);
    while read < ANSWER_MAX
        && let Some(Ok(frame)) = body.frame().await
    {
        read += frame.data_ref().map_or(0, Bytes::len);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpListener;

    fn local() -> Courier {
        Courier::new(vec!["127.0.0.0/8".parse().unwrap()])
    }

    #[test]
    fn addresses_are_checked() {
        let stranger = Courier::new(Vec::new());
        for good in [
            "https://example.org/x?y=1",
            "https://1.1.1.1:8443/",
            "https://示例.cn/",
        ] {
            assert_eq!(stranger.check(good), Ok(()), "{good}");
        }
        for (odd, why) in [
            ("ftp://example.org/", Failure::BadAddress),
            ("http://example.org/", Failure::BadAddress),
            ("https://user:secret@example.org/", Failure::BadAddress),
            ("https://example.org:22/", Failure::BadPort),
            ("https://example.org/#x", Failure::BadAddress),
            ("nonsense", Failure::BadAddress),
            ("https://127.0.0.1/", Failure::NotAllowed),
            ("https://2130706433/", Failure::NotAllowed),
            ("https://0x7f.1/", Failure::NotAllowed),
            ("https://[::1]/", Failure::NotAllowed),
            ("https://[::ffff:10.0.0.1]/", Failure::NotAllowed),
            ("https://169.254.169.254/latest", Failure::NotAllowed),
            ("https://localhost/m", Failure::NotAllowed),
            ("https://LocalHost.:8443/", Failure::NotAllowed),
            ("https://hook.localhost/", Failure::NotAllowed),
            ("http://localhost/", Failure::NotAllowed),
        ] {
            assert_eq!(stranger.check(odd), Err(why), "{odd}");
        }
        assert_eq!(local().check("http://127.0.0.1:8080/"), Ok(()));
        assert_eq!(local().check("http://localhost:8080/"), Ok(()));
        assert_eq!(local().check("https://localhost/"), Ok(()));
        let sixth = Courier::new(vec!["::1".parse().unwrap()]);
        assert_eq!(sixth.check("http://localhost/"), Ok(()));
        let elsewhere = Courier::new(vec!["10.0.0.0/8".parse().unwrap()]);
        let told = elsewhere.check("https://localhost/");
        assert_eq!(told, Err(Failure::NotAllowed));
        // Of another name nobody knows before it is looked up.
        assert_eq!(elsewhere.check("https://localhost.example.org/"), Ok(()));
        assert_eq!(local().check("http://10.0.0.1/"), Err(Failure::NotAllowed));
        assert_eq!(local().check("http://1.1.1.1/"), Err(Failure::BadAddress));
    }

    async fn answering(answer: &'static [u8]) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut bytes = vec![0; 4096];
                let _ = stream.read(&mut bytes).await;
                let _ = stream.write_all(answer).await;
            }
        });
        format!("http://{address}/hook")
    }

    #[tokio::test]
    async fn the_status_comes_back_and_no_redirect_is_followed() {
        let url = answering(b"HTTP/1.1 204 No Content\r\n\r\n").await;
        assert_eq!(
            local()
                .post(&url, &[("webhook-id", "1")], b"{}".to_vec())
                .await,
            Ok(204)
        );
        let url = answering(
            b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:9/\r\ncontent-length: 0\r\n\r\n",
        )
        .await;
        assert_eq!(local().post(&url, &[], Vec::new()).await, Ok(302));
    }

    #[tokio::test]
    async fn a_name_that_leads_inside_is_refused_when_it_is_looked_up() {
        let url = answering(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await;
        let named = url
            .replace("127.0.0.1", "localhost")
            .replace("http:", "https:");
        let stranger = Courier::new(Vec::new());
        assert_eq!(
            stranger.post(&named, &[], Vec::new()).await,
            Err(Failure::NotAllowed)
        );
    }

    #[tokio::test]
    async fn broken_and_endless_answers_end() {
        let url = answering(b"nonsense").await;
        assert_eq!(
            local().post(&url, &[], Vec::new()).await,
            Err(Failure::Broken)
        );
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let closed = format!("http://{}/", listener.local_addr().unwrap());
        drop(listener);
        assert_eq!(
            local().post(&closed, &[], Vec::new()).await,
            Err(Failure::Unreachable)
        );
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endless = format!("http://{}/", listener.local_addr().unwrap());
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let _ = stream
                .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1000000000\r\n\r\n")
                .await;
            while stream.write_all(&[b'x'; 4096]).await.is_ok() {}
        });
        assert_eq!(local().post(&endless, &[], Vec::new()).await, Ok(200));
        let plain = answering(b"HTTP/1.1 200 OK\r\n\r\n")
            .await
            .replace("http:", "https:");
        assert_eq!(
            local().post(&plain, &[], Vec::new()).await,
            Err(Failure::Tls)
        );
    }
}
