//! From the drawing to pixels.

use std::sync::Arc;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{ImageHrefResolver, Options, Tree};

use super::{Fault, fonts};

/// The drawing as a PNG.
pub fn png(svg: &str) -> Result<Vec<u8>, Fault> {
    let options = Options {
        fontdb: Arc::clone(&fonts::ALL),
        font_family: fonts::FAMILY.to_owned(),
        // The drawing names no other file, and none would be opened if it did.
        image_href_resolver: ImageHrefResolver {
            resolve_data: Box::new(|_, _, _| None),
            resolve_string: Box::new(|_, _| None),
        },
        ..Options::default()
    };
    let tree = Tree::from_str(svg, &options)?;
    let size = tree.size().to_int_size();
    let mut pixels = Pixmap::new(size.width(), size.height())
        .ok_or_else(|| Fault::Pixels(format!("{} by {}", size.width(), size.height())))?;
    resvg::render(&tree, Transform::identity(), &mut pixels.as_mut());
    pixels.encode_png().map_err(|fault| Fault::Pixels(fault.to_string()))
}
