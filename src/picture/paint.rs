//! From the drawing to pixels.

use std::collections::HashMap;
use std::sync::Arc;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{ImageHrefResolver, Options, Tree};

use super::{Fault, fonts};

/// So many of the lowest bits of a colour are not looked at.
const SHADES: u8 = 3;

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
    let (palette, places) = indexed(pixels);
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, pixels.width(), pixels.height());
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_palette(palette.concat());
    encoder.set_deflate_compression(png::DeflateCompression::FdeflateUltraFast);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&places)?;
    writer.finish()?;
    Ok(file)
}

/// The colours there are, and for each pixel the place of its own. Shades that no eye tells apart, as along
/// the edges of letters, share the place of the first of them.
fn indexed(pixels: &Pixmap) -> (Vec<[u8; 3]>, Vec<u8>) {
    let mut palette: Vec<[u8; 3]> = Vec::new();
    let mut known: HashMap<[u8; 3], u8> = HashMap::new();
    let mut places = Vec::with_capacity(pixels.data().len() / 4);
    let mut last: (&[u8], u8) = (&[], 0);
    for pixel in pixels.data().chunks_exact(4) {
        // Most stand beside one like themselves.
        if pixel != last.0 {
            let colour = [pixel[0], pixel[1], pixel[2]];
            let shade = colour.map(|part| part >> SHADES);
            last = (pixel, *known.entry(shade).or_insert_with(|| place_of(colour, &mut palette)));
        }
        places.push(last.1);
    }
    (palette, places)
}

/// A new place for a colour; that of the nearest one, when all are taken.
fn place_of(colour: [u8; 3], palette: &mut Vec<[u8; 3]>) -> u8 {
    if let Ok(place) = u8::try_from(palette.len()) {
        palette.push(colour);
        return place;
    }
    let apart = |other: &[u8; 3]| {
        colour.iter().zip(other).map(|(one, other)| u32::from(one.abs_diff(*other)).pow(2)).sum::<u32>()
    };
    let nearest = (0..=u8::MAX).min_by_key(|place| apart(&palette[usize::from(*place)]));
    nearest.expect("there are 256 of them")
}
