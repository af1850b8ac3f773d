const left =
  'admiring bold brave busy calm clever cool eager epic fervent focused gallant happy jolly keen loving modest nice quirky serene stoic sweet vibrant wizardly zealous'.split(
    ' ',
  );
const right =
  'banach bohr curie darwin euler fermat galileo goodall hopper hypatia kepler lamarr lovelace meitner noether pascal ramanujan shannon tesla turing volta wright'.split(
    ' ',
  );

/** A name like those that docker makes up. */
export function madeUpName(pick: (end: number) => number): string {
  return `${left[pick(left.length)] ?? ''}_${right[pick(right.length)] ?? ''}`;
}
