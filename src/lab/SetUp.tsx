/** @file The first zone: all settings of a run, by groups, and the button that trains it. */
import { Fragment, useState } from 'react';
import { blockTexts } from '../figures/block/texts.ts';
import { useText } from '../page/language.ts';
import { type FieldGroup, fieldsOf, presetSpec, withField } from '../recipes/spec-fields.ts';
import type { RunSpec } from '../train/spec.ts';
import { CopyLink } from '../widgets/parts/CopyLink.tsx';
import { MethodNote } from '../widgets/parts/MethodNote.tsx';
import { MethodPlaces } from '../widgets/parts/MethodPlaces.tsx';
import { ConfigFile } from './config-file/ConfigFile.tsx';
import { FieldControl } from './FieldControl.tsx';
import { runUrl, setSpec } from './form-store.ts';
import { MixControl } from './MixControl.tsx';
import { OwnDataControl } from './OwnDataControl.tsx';
import { isOver, MOST_RUNS } from './runs/runs.ts';
import { lab, useLab } from './runs/store.ts';
import { texts } from './texts.ts';

const GROUPS: readonly FieldGroup[] = ['base', 'data', 'method', 'optimizer', 'training'];
/** Rarely changed settings, folded. */
const RARE: ReadonlySet<string> = new Set([
  'mask',
  'noise',
  'repeats',
  'unknown',
  'newFacts',
  'replay',
  'packing',
  'dropout',
  'rslora',
  'dora',
  'init',
  'ratioB',
  'quant',
  'start',
  'decay',
  'clip',
  'schedule',
  'warmup',
]);

interface SetUpProps {
  spec: RunSpec;
  dataMissing: boolean;
  hidden: ReadonlySet<string>;
}

export function SetUp({ spec, dataMissing, hidden }: SetUpProps) {
  const t = useText(texts);
  const { runs } = useLab();
  const [refused, setRefused] = useState(false);
  const busy = runs.some((run) => !isOver(run));
  const groups = GROUPS.filter((group) => !hidden.has(group));

  function train(specs: RunSpec[]) {
    setRefused(lab.add(specs) < specs.length);
  }

  return (
    <section className="lab-zone lab-setup widget" aria-labelledby="lab-setup">
      <h2 id="lab-setup">{t('setUp')}</h2>
      <div className="lab-groups">
        {groups.map((group) => (
          <Group key={group} group={group} spec={spec} dataMissing={dataMissing} hidden={hidden} />
        ))}
      </div>
      {hidden.size > 0 && <p className="hint">{t('hiddenByTeacher')}</p>}
      <div className="lab-train">
        <div className="button-row">
          <button type="button" className="button button-primary train-primary" onClick={() => train([spec])}>
            {t(busy ? 'queueIt' : 'train')}
          </button>
          <button
            type="button"
            className="button"
            onClick={() => train([0, 1, 2].map((more) => withField(spec, 'seed', spec.seed + more)))}
          >
            {t('threeSeeds')}
          </button>
        </div>
        <div className="button-row">
          {!hidden.has('share') && <CopyLink label={t('link')} url={() => runUrl(spec)} />}
          <button
            type="button"
            className="button button-quiet is-small"
            onClick={() => setSpec(presetSpec(spec.model))}
          >
            {t('reset')}
          </button>
        </div>
        <ConfigFile spec={spec} />
        {refused && <p className="note note-warn">{t('full', { count: MOST_RUNS })}</p>}
      </div>
    </section>
  );
}

function Group({ group, spec, dataMissing, hidden }: SetUpProps & { group: FieldGroup }) {
  const t = useText(texts);
  const fields = fieldsOf(spec).filter((field) => field.group === group && !hidden.has(field.key));
  const controls = (rare: boolean) =>
    fields
      .filter(({ key }) => RARE.has(key) === rare)
      .map((field) => {
        if (field.key === 'own') return <OwnDataControl key="own" spec={spec} missing={dataMissing} />;
        if (field.key === 'mix') return <MixControl key="mix" spec={spec} />;
        return (
          <Fragment key={field.key}>
            <FieldControl
              field={field}
              value={field.read(spec)!}
              onChange={(value) => setSpec(withField(spec, field.key, value))}
            />
            {field.key === 'method' && (
              <>
                <MethodNote method={spec.method} />
                <Places spec={spec} />
              </>
            )}
          </Fragment>
        );
      });
  const [often, seldom] = [controls(false), controls(true)];
  if (fields.length === 0) return null;
  return (
    <fieldset className="lab-group">
      <legend>{t(`group_${group}`)}</legend>
      <div className="lab-fields">{often}</div>
      {seldom.length > 0 && (
        <details className="lab-more">
          <summary aria-label={`${t('more')}: ${t(`group_${group}`)}`}>{t('more')}</summary>
          <div className="lab-fields">{seldom}</div>
        </details>
      )}
    </fieldset>
  );
}

/** Drawn only while it is open. */
function Places({ spec: { method } }: { spec: RunSpec }) {
  const t = useText(blockTexts);
  const [open, setOpen] = useState(false);
  return (
    <details className="lab-more" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t('name')}</summary>
      {open && <MethodPlaces methods={[{ id: method.name, method }]} />}
    </details>
  );
}
