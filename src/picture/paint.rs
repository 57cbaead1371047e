//! From the drawing to pixels.

use std::collections::HashMap;
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
    encode(&pixels).map_err(|fault| Fault::Pixels(fault.to_string()))
}

/// As a PNG without transparency, for the drawing has a ground of its own. Somebody waits for it, so it is
/// packed quickly; with few colours it is small all the same.
fn encode(pixels: &Pixmap) -> Result<Vec<u8>, png::EncodingError> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, pixels.width(), pixels.height());
    let data = match indexed(pixels) {
        Some((palette, places)) => {
            encoder.set_color(png::ColorType::Indexed);
            encoder.set_palette(palette);
            encoder.set_deflate_compression(png::DeflateCompression::FdeflateUltraFast);
            places
        }
        None => {
            encoder.set_color(png::ColorType::Rgb);
            encoder.set_deflate_compression(png::DeflateCompression::Level(1));
            encoder.set_filter(png::Filter::Up);
            pixels.data().chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect()
        }
    };
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&data)?;
    writer.finish()?;
    Ok(file)
}

/// The colours there are, one after another, and for each pixel the place of its own; none where they are
/// more than such a list may hold.
fn indexed(pixels: &Pixmap) -> Option<(Vec<u8>, Vec<u8>)> {
    let mut palette = Vec::new();
    let mut known: HashMap<&[u8], u8> = HashMap::new();
    let mut places = Vec::with_capacity(pixels.data().len() / 4);
    let mut last: (&[u8], u8) = (&[], 0);
    for pixel in pixels.data().chunks_exact(4) {
        // Most stand beside one like themselves.
        if pixel != last.0 {
            let place = match known.get(pixel) {
                Some(place) => *place,
                None => {
                    let place = u8::try_from(known.len()).ok()?;
                    known.insert(pixel, place);
                    palette.extend_from_slice(&pixel[..3]);
                    place
                }
            };
            last = (pixel, place);
        }
        places.push(last.1);
    }
    Some((palette, places))
}
