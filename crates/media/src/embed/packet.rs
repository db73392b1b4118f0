//! An XMP packet with rights and nothing more (ISO 16684-1). Reach: values in, bytes out.

use quick_xml::escape::escape;

use super::{Field, Rights};

const DC: &str = "xmlns:dc=\"http://purl.org/dc/elements/1.1/\"";
const PHOTOSHOP: &str = "xmlns:photoshop=\"http://ns.adobe.com/photoshop/1.0/\"";
const RIGHTS: &str = "xmlns:xmpRights=\"http://ns.adobe.com/xap/1.0/rights/\"";
const EXT: &str = "xmlns:Iptc4xmpExt=\"http://iptc.org/std/Iptc4xmpExt/2008-02-29/\"";

/// The packet, with no room to grow: nobody edits a rendition in its place.
pub(super) fn packet(rights: &Rights) -> Vec<u8> {
    let (mut spaces, mut attributes, mut elements) = (Vec::new(), String::new(), String::new());
    let names = rights.named();
    if !names.is_empty() {
        spaces.push(DC);
        let items: String = names
            .iter()
            .map(|name| format!("<rdf:li>{}</rdf:li>", escape(name)))
            .collect();
        elements += &format!("<dc:creator><rdf:Seq>{items}</rdf:Seq></dc:creator>");
    }
    for (field, value) in rights.fields() {
        let value = escape(&value);
        let in_languages = |name: &str| {
            format!(
                "<{name}><rdf:Alt><rdf:li xml:lang=\"x-default\">{value}</rdf:li></rdf:Alt></{name}>"
            )
        };
        let space = match field {
            Field::Credit => {
                attributes += &format!(" photoshop:Credit=\"{value}\"");
                PHOTOSHOP
            }
            Field::Source => {
                attributes += &format!(" photoshop:Source=\"{value}\"");
                PHOTOSHOP
            }
            Field::Copyright => {
                elements += &in_languages("dc:rights");
                DC
            }
            Field::UsageTerms => {
                elements += &in_languages("xmpRights:UsageTerms");
                RIGHTS
            }
            Field::WebStatement => {
                attributes += &format!(" xmpRights:WebStatement=\"{value}\"");
                RIGHTS
            }
            Field::DigitalSourceType => {
                attributes += &format!(" Iptc4xmpExt:DigitalSourceType=\"{value}\"");
                EXT
            }
        };
        if !spaces.contains(&space) {
            spaces.push(space);
        }
    }
    let spaces = spaces.join(" ");
    format!(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?><x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\
         <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description rdf:about=\"\" \
         {spaces}{attributes}>{elements}</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end=\"r\"?>"
    )
    .into_bytes()
}
