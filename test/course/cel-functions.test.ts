import { describe, expect, it } from 'vitest';
import { readExpression } from '../../src/course/checks/cel-environment.ts';

function evaluate(expression: string, list: readonly unknown[] = []): unknown {
  const read = readExpression(expression, ['items']);
  if (typeof read === 'string') throw new Error(read);
  return read.evaluate({ items: list });
}

describe("Kubernetes' functions in CEL", () => {
  it.each([
    'quantity("1Gi").isGreaterThan(quantity("1000M"))',
    'quantity("500m").add(quantity("1500m")).compareTo(quantity("2")) == 0',
    'quantity("2").sub(quantity("3")).sign() == -1',
    'quantity("50k").asInteger() == 50000',
    '!isQuantity("2 apples") && isQuantity("2Mi")',
    'semver("1.36.2").isGreaterThan(semver("1.9.10")) && semver("1.36.2").minor() == 36',
    '!isSemver("v1.36") && isSemver("1.36.0-rc.1")',
    'ip("10.0.0.1").family() == 4 && ip("::1").isLoopback() && !isIP("10.0.0.300")',
    'cidr("10.244.0.0/16").containsIP("10.244.7.9") && !cidr("10.244.0.0/16").containsIP(ip("10.245.0.1"))',
    'cidr("10.0.0.0/8").containsCIDR(cidr("10.1.0.0/16")) && cidr("10.0.0.0/8").prefixLength() == 8',
    'url("https://example.org:8443/a?b=c").getHostname() == "example.org" && url("https://a:8443/x").getPort() == "8443"',
    '"web-7f9c".matches("^web-[0-9a-f]+$") && !"web".matches("^x")',
    '"a1b22c".find("[0-9]+") == "1" && "a1b22c".findAll("[0-9]+") == ["1", "22"] && "a1b22".findAll("[0-9]+", 1) == ["1"]',
    '"%s has %d".format(["web", 3]) == "web has 3" && "a-b-c".replace("-", "+", 1) == "a+b-c" && "abc".reverse() == "cba"',
    '[1, 2, 3].isSorted() && [3, 1].max() == 3 && [1, 2].sum() == 3 && ["a", "b", "a"].lastIndexOf("a") == 2',
    'sets.contains([1, 2, 3], [3, 1]) && sets.equivalent([1, 1, 2], [2, 1]) && !sets.intersects(["a"], ["b"])',
    '!format.dns1123Label().validate("web-1").hasValue() && format.dns1123Label().validate("Web").value()[0].contains("RFC 1123")',
    'format.named("qualifiedName").hasValue() && !format.named("nonsense").hasValue()',
    '!format.dns1123LabelPrefix().validate("web-").hasValue() && format.uuid().validate("x").hasValue()',
    'ip.isCanonical("127.0.0.1") && !ip.isCanonical("2001:DB8::abcd") && string(ip("10.0.0.1")) == "10.0.0.1"',
    'cidr("10.1.2.3/8").masked().ip() == ip("10.0.0.0") && string(cidr("10.0.0.0/8")) == "10.0.0.0/8"',
    'semver("v1.2", true).compareTo(semver("1.2.0")) == 0 && !isSemver("v1.2", false)',
    'url("https://a/?b=1&b=2").getQuery()["b"] == ["1", "2"]',
  ])('%s', (expression) => {
    expect(evaluate(expression)).toBe(true);
  });

  it('ends loops that would take for ever', () => {
    const list = Array.from({ length: 500 }, () => 1n);
    expect(() => evaluate('items.all(a, items.all(b, items.all(c, items.all(d, a + b + c + d > 0))))', list)).toThrow(
      /actual cost limit exceeded/,
    );
  });

  it.each([
    ['texts', `["aaaaaaaa"]${'.map(x, x + x)'.repeat(40)}.size() == 1`],
    ['lists', `[[1, 2]]${'.map(x, x + x)'.repeat(30)}.size() == 1`],
    ['texts that are put together', `["a"]${'.map(x, [x, x, x, x].join(x))'.repeat(20)}.size() == 1`],
    ['texts in texts', `["aaaaaaaa"]${'.map(x, x.replace("a", x))'.repeat(8)}.size() == 1`],
  ])('ends %s that would fill the memory', (_what, expression) => {
    expect(() => evaluate(expression)).toThrow(/actual cost limit exceeded/);
  });

  it('keeps all digits of numbers', () => {
    expect(evaluate('[1.5e-12].all(x, x + 0.0 == 1.5e-12 && x < 1e300)')).toBe(true);
  });

  it('matches patterns that would explode in no time', () => {
    expect(evaluate(`"${'a'.repeat(40)}!".matches("^(a+)+$")`)).toBe(false);
    expect(evaluate(`"${'a'.repeat(40)}!".find("^(a+)+$") == ""`)).toBe(true);
    expect(() => evaluate('"a".matches("(?=a)")')).toThrow(/invalid pattern/);
    expect(() => evaluate('"a".findAll("(?=a)") == []')).toThrow(/invalid pattern/);
  });

  it.each(['items.size() > ', '1 + 1', 'nothing == 1', '((((((('.repeat(300)])('refuses %s', (expression) => {
    expect(typeof readExpression(expression, ['items'])).toBe('string');
  });
});
