package io.everup.ui;

import java.util.Map;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.ServletRequestBindingException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.NoHandlerFoundException;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** An address that leads nowhere shows people a page; programs get a problem document from elsewhere. */
@Order(Ordered.HIGHEST_PRECEDENCE)
@ControllerAdvice
class MissingPageAdvice {

    @ExceptionHandler(
            exception = {
                NoHandlerFoundException.class,
                NoResourceFoundException.class,
                HttpRequestMethodNotSupportedException.class,
                ServletRequestBindingException.class
            },
            produces = MediaType.TEXT_HTML_VALUE)
    ModelAndView missing(Exception failure) {
        var status = ((ErrorResponse) failure).getStatusCode();
        return new ModelAndView("error", Map.of("status", status.value()), status);
    }

    /** An id that is none leads nowhere, like an id of nothing. */
    @ExceptionHandler(exception = MethodArgumentTypeMismatchException.class, produces = MediaType.TEXT_HTML_VALUE)
    ModelAndView unreadable() {
        return new ModelAndView("error", Map.of("status", 404), HttpStatus.NOT_FOUND);
    }
}
