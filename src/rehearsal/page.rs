//! The page's files, built into the program.

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const JS: &str = "text/javascript; charset=utf-8";
const SVG: &str = "image/svg+xml";

/// Path, type, text.
const FILES: [(&str, &str, &str); 17] = [
    ("/", HTML, include_str!("page/index.html")),
    ("/style.css", CSS, include_str!("page/style.css")),
    ("/icon.svg", SVG, include_str!("page/icon.svg")),
    ("/api.js", JS, include_str!("page/api.js")),
    ("/clock.js", JS, include_str!("page/clock.js")),
    ("/combobox.js", JS, include_str!("page/combobox.js")),
    ("/commands.js", JS, include_str!("page/commands.js")),
    ("/components.js", JS, include_str!("page/components.js")),
    ("/composer.js", JS, include_str!("page/composer.js")),
    ("/dom.js", JS, include_str!("page/dom.js")),
    ("/main.js", JS, include_str!("page/main.js")),
    ("/markdown.js", JS, include_str!("page/markdown.js")),
    ("/message.js", JS, include_str!("page/message.js")),
    ("/modal.js", JS, include_str!("page/modal.js")),
    ("/rail.js", JS, include_str!("page/rail.js")),
    ("/shell.js", JS, include_str!("page/shell.js")),
    ("/stored.js", JS, include_str!("page/stored.js")),
];

/// A route for each file.
pub(super) fn routes() -> Router {
    FILES.iter().fold(Router::new(), |router, &(path, kind, text)| {
        router.route(path, get(move || async move { ([(CONTENT_TYPE, kind)], text) }))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_the_page_is_served() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/rehearsal/page");
        for entry in std::fs::read_dir(folder).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            let path = if name == "index.html" { "/".to_owned() } else { format!("/{name}") };
            assert!(FILES.iter().any(|(served, ..)| *served == path), "{name} is not in the list");
        }
    }

    #[test]
    fn the_page_has_no_inline_script_style_or_handler() {
        let html = FILES[0].2;
        assert_eq!(html.matches("<script").count(), html.matches("<script type=\"module\" src=\"/").count());
        assert!(!html.contains("<style") && !html.contains("javascript:"));
        let tags = html.split('<').filter_map(|rest| rest.split_once('>')).map(|(tag, _)| tag);
        for attribute in tags.flat_map(str::split_whitespace).filter(|part| part.contains('=')) {
            assert!(!attribute.starts_with("on") && !attribute.starts_with("style="), "{attribute}");
        }
    }

    #[test]
    fn no_file_fetches_from_elsewhere_or_builds_markup_from_text() {
        for (path, _, text) in FILES {
            for needle in [
                "src=\"http",
                "src=\"//",
                "from \"http",
                "fetch(\"http",
                "url(",
                "@import",
                "innerHTML",
                "eval(",
            ] {
                assert!(!text.contains(needle), "{path} holds {needle}");
            }
        }
    }
}
