import type { RE2JS } from 're2js';
import type { Certificate } from '../../core/certificates.ts';

/** One place where requests may go: the Pods behind a port of a Service. */
export interface Upstream {
  /** `namespace/service:port`, for logs. */
  readonly name: string;
  /** Undefined when there is no such Service or port. */
  readonly endpoints: readonly { readonly address: string; readonly port: number }[] | undefined;
  readonly secure: boolean;
}

export interface Canary {
  readonly upstream: Upstream;
  readonly weight: number;
  readonly weightTotal: number;
  readonly header: string | undefined;
  readonly headerValue: string | undefined;
  readonly cookie: string | undefined;
}

/** What an Ingress says for one path. */
export interface Location {
  /** `namespace/name` of the Ingress. */
  readonly ingress: string;
  readonly path: string;
  readonly pathType: string;
  /** With `use-regex` or a rewrite with groups the path is a pattern. */
  readonly pattern: RE2JS | undefined;
  readonly upstream: Upstream;
  readonly canaries: readonly Canary[];
  readonly rewriteTarget: string | undefined;
  readonly sslRedirect: boolean;
  readonly forceSslRedirect: boolean;
  readonly permanentRedirect: { readonly url: string; readonly code: number } | undefined;
  readonly appRoot: string | undefined;
  /** Name of the cookie that keeps a client with its Pod. */
  readonly stickyCookie: string | undefined;
  readonly allowedRanges: readonly string[];
  readonly upstreamHost: string | undefined;
  readonly readTimeout: number;
}

export interface VirtualHost {
  /** In lower case; `*.example.com`, or `_` for requests for no known host. */
  readonly host: string;
  readonly locations: readonly Location[];
  /** Absent where the controller shows its own. */
  readonly certificates: readonly Certificate[] | undefined;
  /** Whether an Ingress asks for TLS here: only then requests are redirected. */
  readonly hasTls: boolean;
}

/** All that the controller serves; what it is made of are Ingress objects. */
export interface Configuration {
  readonly hosts: ReadonlyMap<string, VirtualHost>;
  readonly defaultUpstream: Upstream | undefined;
  /** Shown where a host has none of its own; absent for the controller's own. */
  readonly defaultCertificates?: readonly Certificate[] | undefined;
}
