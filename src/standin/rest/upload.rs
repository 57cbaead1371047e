//! Request bodies: JSON, or a form with a `payload_json` part and files.

use serde_json::Value;

use crate::standin::model::File;

/// The JSON of a body and the files beside it; `None` when it cannot be read.
pub fn parse(content_type: &str, bytes: &[u8]) -> Option<(Value, Vec<File>)> {
    if bytes.is_empty() {
        return Some((Value::Null, Vec::new()));
    }
    let Some(rest) = content_type.strip_prefix("multipart/form-data") else {
        return Some((serde_json::from_slice(bytes).ok()?, Vec::new()));
    };
    let boundary = rest.split("boundary=").nth(1)?.split(';').next()?.trim_matches('"');
    let mark = format!("\r\n--{boundary}");
    let mut body = Vec::from(b"\r\n");
    body.extend_from_slice(bytes);
    let mut json = Value::Null;
    let mut files = Vec::new();
    let mut starts = positions(&body, mark.as_bytes()).into_iter().peekable();
    while let Some(start) = starts.next() {
        let end = starts.peek().copied().unwrap_or(body.len());
        let part = &body[start + mark.len()..end];
        let Some(split) = positions(part, b"\r\n\r\n").first().copied() else { continue };
        let head = std::str::from_utf8(&part[..split]).ok()?;
        let content = &part[split + 4..];
        match (attribute(head, "name"), attribute(head, "filename")) {
            (Some("payload_json"), _) => json = serde_json::from_slice(content).ok()?,
            (_, Some(name)) => files.push(File { name: name.to_owned(), bytes: content.to_vec() }),
            _ => {}
        }
    }
    Some((json, files))
}

fn attribute<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let start = head.find(&format!("; {name}=\""))? + name.len() + 4;
    head[start..].split('"').next()
}

fn positions(hay: &[u8], needle: &[u8]) -> Vec<usize> {
    hay.windows(needle.len()).enumerate().filter(|(_, w)| *w == needle).map(|(at, _)| at).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_gives_its_json_and_its_files() {
        let form = "--B\r\nContent-Disposition: form-data; name=\"files[0]\"; filename=\"a.txt\"\r\n\r\n\
            one\r\ntwo\r\n--B\r\nContent-Disposition: form-data; name=\"payload_json\"\r\n\r\n{\"a\":1}\r\n--B--\r\n";
        let (json, files) = parse("multipart/form-data; boundary=B", form.as_bytes()).unwrap();
        assert_eq!(json["a"], 1);
        assert_eq!((files[0].name.as_str(), files[0].bytes.as_slice()), ("a.txt", &b"one\r\ntwo"[..]));
    }

    #[test]
    fn broken_json_is_no_body() {
        assert!(parse("application/json", b"{").is_none());
        assert!(parse("application/json", b"").is_some());
    }
}
