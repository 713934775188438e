package io.everup.hypervisor.libvirt;

import java.io.StringWriter;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Writes XML; every value is escaped on its way out. */
final class XmlText {

    private static final XMLOutputFactory FACTORY = XMLOutputFactory.newDefaultFactory();

    private final StringWriter text = new StringWriter();
    private final XMLStreamWriter out;

    XmlText() {
        try {
            out = FACTORY.createXMLStreamWriter(text);
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @param attributes name, value, name, value …; those with a null value are left out */
    XmlText open(String element, String... attributes) {
        return attempt(() -> {
            out.writeStartElement(element);
            attributes(attributes);
        });
    }

    XmlText close() {
        return attempt(out::writeEndElement);
    }

    XmlText empty(String element, String... attributes) {
        return attempt(() -> {
            out.writeEmptyElement(element);
            attributes(attributes);
        });
    }

    XmlText leaf(String element, Object content, String... attributes) {
        return attempt(() -> {
            out.writeStartElement(element);
            attributes(attributes);
            out.writeCharacters(String.valueOf(content));
            out.writeEndElement();
        });
    }

    @Override
    public String toString() {
        attempt(out::flush);
        return text.toString();
    }

    private void attributes(String... attributes) throws XMLStreamException {
        for (int n = 0; n < attributes.length; n += 2) {
            if (attributes[n + 1] != null) {
                out.writeAttribute(attributes[n], attributes[n + 1]);
            }
        }
    }

    private interface Step {
        void take() throws XMLStreamException;
    }

    private XmlText attempt(Step step) {
        try {
            step.take();
            return this;
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
    }
}
