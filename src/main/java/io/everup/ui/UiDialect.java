package io.everup.ui;

import java.time.Clock;
import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.thymeleaf.context.IExpressionContext;
import org.thymeleaf.dialect.AbstractDialect;
import org.thymeleaf.dialect.IExpressionObjectDialect;
import org.thymeleaf.expression.IExpressionObjectFactory;

/** Gives every template {@code #ui}. */
@Component
class UiDialect extends AbstractDialect implements IExpressionObjectDialect {

    private static final String NAME = "ui";

    private final Ui ui;

    UiDialect(ObjectProvider<Clock> clock) {
        super("everup");
        ui = new Ui(clock.getIfAvailable(Clock::systemUTC));
    }

    @Override
    public IExpressionObjectFactory getExpressionObjectFactory() {
        return new IExpressionObjectFactory() {
            @Override
            public Set<String> getAllExpressionObjectNames() {
                return Set.of(NAME);
            }

            @Override
            public Object buildObject(IExpressionContext context, String name) {
                return ui;
            }

            @Override
            public boolean isCacheable(String name) {
                return true;
            }
        };
    }
}
