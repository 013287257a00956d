//! Signatures as Standard Webhooks write them: HMAC-SHA256 over id, time and body.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// `v1,…` for each secret, with a blank between them: whoever knows one of them can check it.
pub(super) fn signatures(secrets: &[&str], id: &str, timestamp: i64, body: &str) -> String {
    let signed = format!("{id}.{timestamp}.{body}");
    let all = secrets.iter().filter_map(|secret| {
        let key = STANDARD.decode(secret.strip_prefix(super::MARK)?).ok()?;
        let mut mac = Hmac::<Sha256>::new_from_slice(&key).ok()?;
        mac.update(signed.as_bytes());
        let mac = STANDARD.encode(mac.finalize().into_bytes());
        Some(format!("v1,{mac}"))
    });
    all.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the Standard Webhooks libraries.
    #[test]
    fn it_is_what_the_standard_says() {
        let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        let id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
        let body = r#"{"test": 2432232314}"#;
        let one = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
        assert_eq!(signatures(&[secret], id, 1_614_265_330, body), one);
        let both = signatures(&[secret, "whsec_AAAA"], id, 1_614_265_330, body);
        assert!(both.starts_with(&format!("{one} v1,")));
    }
}
