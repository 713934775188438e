-- Names as people order them: app-2 before app-10. A PostgreSQL that was built without ICU keeps the plain order.
do $$
begin
    create collation natural_names (provider = icu, locale = 'und-u-kn-true');
exception
    when feature_not_supported or invalid_parameter_value or undefined_object then
        create collation natural_names from "C";
end
$$;
