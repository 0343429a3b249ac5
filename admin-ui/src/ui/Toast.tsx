import { Alert, AlertActionCloseButton } from '@patternfly/react-core';

interface ToastProps {
  text: string;
  kind: 'success' | 'danger';
  onClose: () => void;
}

/** What goes by itself when it is good news. */
export const Toast = ({ text, kind, onClose }: ToastProps) => (
  <Alert variant={kind} title={text} component="p" timeout={kind === 'success' && 6000} onTimeout={onClose} actionClose={<AlertActionCloseButton onClose={onClose} />} />
);
