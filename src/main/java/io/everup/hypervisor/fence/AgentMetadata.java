package io.everup.hypervisor.fence;

import io.everup.hypervisor.PowerControl.Agent;
import io.everup.hypervisor.PowerControl.Kind;
import io.everup.hypervisor.PowerControl.Parameter;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** Reads what a fence agent says of itself (the ClusterLabs fence agent API, its "metadata" action). */
final class AgentMetadata {

    private static final Set<String> NEEDED = Set.of("on", "off", "status");

    private static final Pattern SECRET =
            Pattern.compile(".*(?:passw|passphrase|secret|token|_kg|community|api_?key|access_key).*");

    private AgentMetadata() {}

    static boolean secret(String parameter) {
        return SECRET.matcher(parameter).matches();
    }

    /** Empty when it isn't an agent that can switch off and on and tell the state. */
    static Optional<Agent> read(String name, String xml) {
        try {
            var root = parse(xml);
            var actions = new HashSet<String>();
            for (var action : children(root, "actions", "action")) {
                actions.add(action.getAttribute("name"));
            }
            if (!actions.containsAll(NEEDED)) {
                return Optional.empty();
            }
            var parameters = new ArrayList<Parameter>();
            var withheld = new TreeMap<String, String>();
            for (var parameter : children(root, "parameters", "parameter")) {
                var its = parameter.getAttribute("name");
                if (!parameter.getAttribute("deprecated").equals("1")) {
                    Withheld.why(its)
                            .ifPresentOrElse(why -> withheld.put(its, why), () -> parameters.add(parameter(parameter)));
                }
            }
            return Optional.of(
                    new Agent(name, root.getAttribute("shortdesc"), List.copyOf(parameters), null, withheld));
        } catch (SAXException e) {
            return Optional.empty();
        }
    }

    private static Parameter parameter(Element parameter) {
        var name = parameter.getAttribute("name");
        var content = children(parameter, "content").stream().findFirst();
        return new Parameter(
                name,
                children(parameter, "shortdesc").stream()
                        .findFirst()
                        .map(text -> text.getTextContent().strip())
                        .orElse(""),
                parameter.getAttribute("required").equals("1"),
                secret(name),
                content.filter(each -> each.hasAttribute("default"))
                        .map(each -> each.getAttribute("default"))
                        .orElse(null),
                content.map(each -> kind(each.getAttribute("type"))).orElse(Kind.TEXT),
                content.stream()
                        .flatMap(each -> children(each, "option").stream())
                        .map(each -> each.getAttribute("value"))
                        .toList());
    }

    private static Kind kind(String type) {
        return switch (type) {
            case "boolean" -> Kind.FLAG;
            case "integer" -> Kind.NUMBER;
            case "second" -> Kind.SECONDS;
            case "select" -> Kind.CHOICE;
            default -> Kind.TEXT;
        };
    }

    private static List<Element> children(Element parent, String... path) {
        var result = List.of(parent);
        for (var name : path) {
            result = result.stream()
                    .flatMap(element -> named(element, name).stream())
                    .toList();
        }
        return result;
    }

    private static List<Element> named(Element parent, String name) {
        var result = new ArrayList<Element>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && element.getTagName().equals(name)) {
                result.add(element);
            }
        }
        return result;
    }

    /** Without DTDs, entities or anything else from outside. */
    private static Element parse(String xml) throws SAXException {
        try {
            var factory = DocumentBuilderFactory.newDefaultInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setExpandEntityReferences(false);
            var builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null);
            return builder.parse(new InputSource(new StringReader(xml))).getDocumentElement();
        } catch (IOException | ParserConfigurationException e) {
            throw new IllegalStateException(e);
        }
    }
}
