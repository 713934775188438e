package io.everup.hypervisor.libvirt;

import io.everup.hypervisor.HypervisorFailure;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** An element of an XML text that a host gave us: read without entities, DTDs or anything else from outside. */
final class XmlNode {

    private final Element element;

    private XmlNode(Element element) {
        this.element = element;
    }

    static XmlNode parse(String xml) {
        return new XmlNode(document(xml).getDocumentElement());
    }

    static Document document(String xml) {
        try {
            var builder = factory().newDocumentBuilder();
            // Without one the parser prints faults to stderr.
            builder.setErrorHandler(null);
            return builder.parse(new InputSource(new StringReader(xml)));
        } catch (SAXException e) {
            throw new HypervisorFailure.Refused("The host's XML can't be read: " + e.getMessage(), e);
        } catch (IOException | ParserConfigurationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static DocumentBuilderFactory factory() throws ParserConfigurationException {
        var factory = DocumentBuilderFactory.newDefaultInstance();
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
        factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
        factory.setXIncludeAware(false);
        factory.setExpandEntityReferences(false);
        return factory;
    }

    String name() {
        return element.getTagName();
    }

    /** The children of that name, in order. */
    List<XmlNode> all(String child) {
        var result = new ArrayList<XmlNode>();
        for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element found && found.getTagName().equals(child)) {
                result.add(new XmlNode(found));
            }
        }
        return result;
    }

    /** The first element by that path of names. */
    Optional<XmlNode> find(String... path) {
        var at = Optional.of(this);
        for (var name : path) {
            at = at.flatMap(node -> node.all(name).stream().findFirst());
        }
        return at;
    }

    /** The text there, or null when there is none. */
    String text(String... path) {
        return find(path)
                .map(node -> node.element.getTextContent().strip())
                .filter(text -> !text.isEmpty())
                .orElse(null);
    }

    /** As it stands, with its white space. */
    String verbatim() {
        return element.getTextContent();
    }

    /** Null when it isn't there. */
    String attribute(String name) {
        return element.hasAttribute(name) ? element.getAttribute(name) : null;
    }

    /** The attribute of the first element by that path; null when either isn't there. */
    String attributeAt(String attribute, String... path) {
        return find(path).map(node -> node.attribute(attribute)).orElse(null);
    }

    /** The size there in bytes, by its unit attribute (libvirt's spelling; KiB where there is none); -1 when there is none. */
    long bytes(String defaultUnit, String... path) {
        var node = find(path);
        if (node.isEmpty()) {
            return -1;
        }
        var unit = node.get().attribute("unit");
        return Long.parseLong(node.get().verbatim().strip()) * factor(unit == null ? defaultUnit : unit);
    }

    private static long factor(String unit) {
        var lower = unit.toLowerCase(Locale.ROOT);
        var base = lower.length() == 2 && lower.endsWith("b") ? 1000L : 1024L;
        var power = lower.startsWith("b") ? 0 : "kmgtpe".indexOf(lower.charAt(0)) + 1;
        long factor = 1;
        for (int n = 0; n < power; n++) {
            factor *= base;
        }
        return factor;
    }
}
