/** One place that a detector took for a secret: `from` included, `to` excluded. */
export interface Detection {
  /** The kind within the detector, e.g. `AWSAccessKeyID`. */
  readonly kind: string;
  readonly from: number;
  readonly to: number;
  /** Of an address: the host that the secret opens, as it is written. */
  readonly host?: string;
}

/** Recognises one vendor's secrets. */
export interface Detector {
  /** Short and stable, e.g. `github`: findings name it. */
  readonly name: string;
  detect(text: string, path: string): Promise<readonly Detection[]>;
}
