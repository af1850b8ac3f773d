import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

export interface Certificate {
  /** PEM. */
  readonly certificate: string;
  /** PEM. */
  readonly key: string;
}

const DAY = 24 * 60 * 60_000;
const tags = { integer: 0x02, bits: 0x03, octets: 0x04, id: 0x06, text: 0x0c, time: 0x17, sequence: 0x30, set: 0x31 } as const;

/** Object identifiers, already encoded. */
const ids = {
  ecdsaWithSha256: [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02],
  commonName: [0x55, 0x04, 0x03],
  keyUsage: [0x55, 0x1d, 0x0f],
  otherNames: [0x55, 0x1d, 0x11],
  basicConstraints: [0x55, 0x1d, 0x13],
  extendedKeyUsage: [0x55, 0x1d, 0x25],
  serverAuthentication: [0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x01],
} as const;

const hosts = ['localhost', 'kubernetes', 'kubernetes.default', 'kubernetes.default.svc'];
const addresses = [
  [127, 0, 0, 1],
  [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
];

/** A certificate for loopback that has signed itself, good for a year from `now` (milliseconds since 1970). RFC 5280 says what stands where. */
export function selfSignedCertificate(now: number): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = sequence(element(tags.id, ids.ecdsaWithSha256));
  const name = sequence(
    element(tags.set, sequence(element(tags.id, ids.commonName), element(tags.text, Buffer.from('kubetutor')))),
  );
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40;
  const body = sequence(
    element(0xa0, element(tags.integer, [2])),
    element(tags.integer, serial),
    algorithm,
    name,
    sequence(time(now - DAY), time(now + 365 * DAY)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    element(0xa3, sequence(...extensions())),
  );
  const signature = sign('sha256', body, privateKey);
  const whole = sequence(body, algorithm, element(tags.bits, [0], signature));
  return {
    certificate: `-----BEGIN CERTIFICATE-----\n${whole.toString('base64').replace(/.{64}/g, '$&\n').trimEnd()}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function extensions(): Buffer[] {
  const critical = element(0x01, [0xff]);
  const extension = (id: readonly number[], value: Buffer, mark?: Buffer): Buffer =>
    sequence(element(tags.id, id), ...(mark === undefined ? [] : [mark]), element(tags.octets, value));
  const names = [...hosts.map((host) => element(0x82, Buffer.from(host))), ...addresses.map((address) => element(0x87, address))];
  return [
    extension(ids.basicConstraints, sequence(critical), critical),
    // Signs, and signs certificates: it is its own authority.
    extension(ids.keyUsage, element(tags.bits, [2, 0x84]), critical),
    extension(ids.extendedKeyUsage, sequence(element(tags.id, ids.serverAuthentication))),
    extension(ids.otherNames, sequence(...names)),
  ];
}

function time(milliseconds: number): Buffer {
  const digits = new Date(milliseconds).toISOString().replace(/\D/g, '');
  return element(tags.time, Buffer.from(`${digits.slice(2, 14)}Z`));
}

const sequence = (...parts: readonly Buffer[]): Buffer => element(tags.sequence, ...parts);

/** Tag, length, content: the one form that everything has in DER. */
function element(tag: number, ...content: readonly (Uint8Array | readonly number[])[]): Buffer {
  const value = Buffer.concat(content.map((part) => Buffer.from(part)));
  const { length } = value;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), value]);
}
