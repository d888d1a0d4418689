/**
 * A text that Terraform takes as it is: in its JSON form every string is a template, in which `${` and `%{` begin an expression
 * (developer.hashicorp.com/terraform/language/syntax/json#expression-mapping). For what a configuration says, which nobody wrote as
 * an expression; never for what cdktf made.
 *
 * @example literal('a ${b}') // a $${b}
 */
export const literal = (text: string): string => text.replaceAll(/[$%]\{/g, (start) => `${start[0]}${start}`);
